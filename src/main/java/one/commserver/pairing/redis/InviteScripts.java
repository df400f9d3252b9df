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

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.Supplier;

/// What is asked of Redis about invites.
final class InviteScripts {

    /// How many invites of an identity are remembered that aren't live any more.
    static final int REMEMBERED = 100;

    /// For how long an invite is remembered behind its expiry, in microseconds.
    static final long AFTERLIFE = micros(Duration.ofDays(1));

    static final String SHARED = "pairing/shared";

    private final Script<Owned> own =
            Script.of(SHARED, "pairing/own", reply -> new Owned(reply.number(0) == 1, reply.number(1) == 1));
    private final Script<Boolean> disown = Script.of(SHARED, "pairing/disown", InviteScripts::isOne);
    private final Script<Registration> register =
            Script.of(SHARED, "pairing/register", reply -> Registration.valueOf(reply.text(0)));
    private final Script<Reply> invites = Script.of(SHARED, "pairing/invites", reply -> reply);
    private final Script<Boolean> revoke = Script.of(SHARED, "pairing/revoke", InviteScripts::isOne);
    private final Script<Integer> uses = Script.of(SHARED, "pairing/uses", reply -> Math.toIntExact(reply.number(0)));

    private final Redis redis;
    private final Names names;
    private final Supplier<String> time;

    /// @param time in microseconds for tests; empty: that of Redis
    InviteScripts(Redis redis, Supplier<String> time) {
        this.redis = redis;
        this.names = new Names(redis);
        this.time = time;
    }

    /// Whose an id is.
    private record Owned(boolean isMine, boolean isNew) {}

    static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    static boolean isOne(Reply reply) {
        return reply.number(0) == 1;
    }

    /// The id is claimed where all inviters can see it, then the invite is registered at the inviter's place, which
    /// alone decides about its uses. If this node goes between the two, the id stays its inviter's, who may try again.
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
                    Mono<Registration> registered = registered(invite, inviter, encoded, expires);
                    return registered.flatMap(outcome ->
                            outcome == Registration.FULL && owned.isNew()
                                    ? redis.run(disown, owner, time.get(), inviter.wire()).thenReturn(outcome)
                                    : Mono.just(outcome));
                });
    }

    private Mono<Registration> registered(Invite invite, Identity inviter, Bytes encoded, long expires) {
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
                REMEMBERED,
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
