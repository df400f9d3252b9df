package one.commserver.pairing.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.Pairings.Live;
import one.commserver.pairing.Pairings.Page;
import one.commserver.pairing.Pairings.Registration;
import one.commserver.protocol.invite.Invite;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

/// What is asked of Redis about invites.
final class InviteScripts {

    /// For how long an invite is remembered behind its expiry, in microseconds.
    static final long AFTERLIFE = micros(Duration.ofDays(1));

    static final String SHARED = "pairing/shared";

    private static final int CONCURRENCY = 16;

    private final Script<Owned> own =
            Script.of(SHARED, "pairing/own", reply -> new Owned(reply.number(0) == 1, reply.number(1) == 1));
    private final Script<Boolean> disown = Script.of(SHARED, "pairing/disown", InviteScripts::isOne);
    private final Script<Registered> register = Script.of(SHARED, "pairing/register", InviteScripts::registered);
    private final Script<Reply> invites = Script.of(SHARED, "pairing/invites", reply -> reply);
    private final Script<Boolean> revoke = Script.of(SHARED, "pairing/revoke", InviteScripts::isOne);
    private final Script<Integer> uses = Script.of(SHARED, "pairing/uses", reply -> Math.toIntExact(reply.number(0)));

    private final Steps redis;
    private final Names names;
    private final Supplier<String> time;

    /// @param time in microseconds for tests; empty: that of Redis
    InviteScripts(Redis redis, Supplier<String> time) {
        this.redis = new Steps(redis);
        this.names = new Names(redis);
        this.time = time;
    }

    /// Whose an id is.
    private record Owned(boolean isMine, boolean isNew) {}

    /// What became of a registration.
    ///
    /// @param forgotten ids of invites that had to go for it: as many as were live and as are remembered at most
    private record Registered(Registration outcome, List<Bytes> forgotten) {}

    private static Registered registered(Reply reply) {
        List<Bytes> forgotten = reply.isNull(1) ? List.of() : reply.array(1).texts().map(Bytes::fromBase64Url).toList();
        return new Registered(Registration.valueOf(reply.text(0)), forgotten);
    }

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    static boolean isOne(Reply reply) {
        return reply.number(0) == 1;
    }

    /// The id is claimed where all inviters can see it, then the invite is registered at the inviter's place, which
    /// alone decides about its uses. If this node goes between the two, the id stays its inviter's, who may try again.
    ///
    /// An id whose invite had to be forgotten is free again; if that can't be said now, it is when it would have been
    /// forgotten anyway. Who registers an invite on another node while it is forgotten here may lose its id: nobody
    /// else could be harmed by that.
    Mono<Registration> register(Invite invite) {
        Bytes encoded = invite.encoded();
        Identity inviter = invite.inviter().identity();
        List<String> owner = List.of(names.inviter(invite.id()));
        long expires = ChronoUnit.MICROS.between(Instant.EPOCH, invite.expires());
        return Mono.defer(() -> redis.confirmed(own, owner, time.get(), inviter.wire(), expires + AFTERLIFE))
                .flatMap(owned -> {
                    if (!owned.isMine()) {
                        return Mono.just(Registration.TAKEN);
                    }
                    return registered(invite, inviter, encoded, expires)
                            .flatMap(registered ->
                                    registered.outcome() == Registration.FULL && owned.isNew()
                                            ? disown(invite.id(), inviter).thenReturn(Registration.FULL)
                                            : Flux.fromIterable(registered.forgotten())
                                                    .flatMap(
                                                            id ->
                                                                    disown(id, inviter)
                                                                            .onErrorComplete(
                                                                                    RegistryUnavailableException.class),
                                                            CONCURRENCY)
                                                    .then(Mono.just(registered.outcome())));
                });
    }

    private Mono<Boolean> disown(Bytes id, Identity inviter) {
        return redis.run(disown, List.of(names.inviter(id)), time.get(), inviter.wire());
    }

    private Mono<Registered> registered(Invite invite, Identity inviter, Bytes encoded, long expires) {
        return redis.confirmed(
                register,
                List.of(
                        names.of(KeyPattern.INVITES, inviter),
                        names.invite(inviter, invite.id()),
                        names.of(KeyPattern.LAST_PLACE, inviter)),
                time.get(),
                invite.id().toBase64Url(),
                encoded,
                expires,
                invite.uses(),
                invite.trustLevel(),
                Pairings.MAX_INVITES,
                Pairings.MAX_REMEMBERED_INVITES,
                AFTERLIFE);
    }

    Mono<Page<Live>> invites(Identity inviter, @Nullable String after) {
        return Mono.defer(() ->
                        redis.run(
                                invites,
                                List.of(names.of(KeyPattern.INVITES, inviter)),
                                time.get(),
                                Cursor.read(after),
                                Pairings.PAGE_ELEMENTS,
                                Pairings.PAGE_BYTES,
                                names.invites(inviter)))
                .map(reply -> {
                    List<Reply> elements = reply.arrays(0);
                    return new Page<>(
                            elements.stream()
                                    .map(live -> new Live(live.bytes(1), Math.toIntExact(live.number(2))))
                                    .toList(),
                            elements.isEmpty() ? after : elements.getLast().text(0),
                            reply.number(1) == 1);
                });
    }

    Mono<Boolean> revoke(Identity inviter, Bytes invite) {
        return Mono.defer(() ->
                redis.confirmed(
                        revoke,
                        List.of(names.of(KeyPattern.INVITES, inviter)),
                        time.get(),
                        invite.toBase64Url(),
                        AFTERLIFE));
    }

    Mono<Integer> usesLeft(Bytes invite, Identity inviter, Identity opener) {
        return Mono.defer(() ->
                redis.run(
                        uses,
                        List.of(names.of(KeyPattern.INVITES, inviter), names.invite(inviter, invite)),
                        time.get(),
                        invite.toBase64Url(),
                        opener.wire()));
    }
}
