package one.commserver.pairing.redis;

import one.commserver.crypto.Identities;
import one.commserver.crypto.Identity;
import one.commserver.pairing.Pairing;
import one.commserver.pairing.Redemption;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Supplier;
import java.util.stream.IntStream;

/// What is asked of Redis about pairings; each is one step at one identity's place.
final class PairScripts {

    /// How long an inviter's side may decide about an attempt.
    private static final long DECIDED_WITHIN = InviteScripts.micros(Duration.ofSeconds(30));

    /// How far the clocks of a cluster's servers may be apart.
    private static final long CLOCK_SKEW = InviteScripts.micros(Duration.ofMinutes(1));

    private static final String SHARED = InviteScripts.SHARED;
    private static final char INVITED = '>';

    private final Script<Reservation> reserve =
            Script.of(
                    SHARED,
                    "pairing/reserve",
                    reply -> new Reservation(reply.number(0) == 1, reply.number(1) == 1, reply.number(2)));
    private final Script<Reply> redeem = Script.of(SHARED, "pairing/redeem", reply -> reply);
    private final Script<Boolean> settle = Script.of(SHARED, "pairing/settle", InviteScripts::isOne);
    private final Script<Reply> list = Script.of(SHARED, "pairing/list", reply -> reply);
    private final Script<List<Reply>> evidence = Script.of(SHARED, "pairing/evidence", reply -> reply.arrays(0));
    private final Script<Boolean> part = Script.of(SHARED, "pairing/part", InviteScripts::isOne);
    private final Script<Boolean> forget = Script.of(SHARED, "pairing/forget", InviteScripts::isOne);

    private final Steps redis;
    private final Names names;
    private final int most;
    private final Supplier<String> time;
    private final Identities identities = new Identities();

    /// @param most pairings an identity may have
    /// @param time in microseconds for tests; empty: that of Redis
    PairScripts(Redis redis, int most, Supplier<String> time) {
        this.redis = new Steps(redis);
        this.names = new Names(redis);
        this.most = most;
        this.time = time;
    }

    /// What the joiner's side says to an attempt.
    ///
    /// @param wasOpen whether another attempt with that inviter wasn't settled
    /// @param until when the inviter's side may decide, in microseconds
    record Reservation(boolean hasRoom, boolean wasOpen, long until) {}

    /// What the inviter's side has decided.
    sealed interface Decided {
        record Done(Redemption redemption) implements Decided {}

        /// The joiner has no room.
        record NoRoom() implements Decided {}

        /// It came too late.
        record Late() implements Decided {}
    }

    /// What an identity's side says.
    record Side(List<Member> members, List<Attempt> attempts) {}

    /// Somebody it is paired with, or was until the inviter's side has ended it.
    ///
    /// @param invited whether the identity is the inviter, and its side is the one that decides
    record Member(boolean invited, Identity peer, long place) {}

    /// An attempt to join that wasn't settled yet.
    ///
    /// @param isOver whether the inviter's side can't decide about it any more
    record Attempt(Identity inviter, String mark, boolean isOver) {}

    /// How an attempt ends.
    enum End {
        NEW,
        KNOWN,
        NONE
    }

    Mono<Reservation> reserve(Identity joiner, Identity inviter, String mark) {
        return redis.confirmed(
                reserve,
                List.of(names.of(KeyPattern.PAIRINGS, joiner), names.of(KeyPattern.JOINING, joiner)),
                time.get(),
                inviter.wire(),
                mark,
                most,
                DECIDED_WITHIN);
    }

    Mono<Decided> redeem(Pairing.Claim claim, Reservation reservation) {
        Identity inviter = claim.inviter();
        Identity joiner = claim.joiner();
        List<String> keys =
                List.of(
                        names.of(KeyPattern.INVITES, inviter),
                        names.invite(inviter, claim.invite()),
                        names.of(KeyPattern.JOINERS, inviter),
                        names.of(KeyPattern.PAIRINGS, inviter),
                        names.of(KeyPattern.JOINING, inviter),
                        names.of(KeyPattern.LAST_PLACE, inviter));
        return redis.confirmed(
                        redeem,
                        keys,
                        time.get(),
                        claim.invite().toBase64Url(),
                        joiner.wire(),
                        RecordedClaim.write(claim),
                        reservation.hasRoom() ? 1 : 0,
                        most,
                        reservation.until(),
                        InviteScripts.AFTERLIFE,
                        names.channel(),
                        PairingNews.Message.paired(inviter, joiner))
                .map(reply -> decided(inviter, joiner, reply));
    }

    private static Decided decided(Identity inviter, Identity joiner, Reply reply) {
        return switch (reply.text(0)) {
            case "paired" ->
                    new Decided.Done(
                            new Redemption.Paired(RecordedClaim.read(inviter, joiner, reply, 2), reply.number(1) == 1));
            case "refused" -> new Decided.Done(Redemption.Refused.valueOf(reply.text(1)));
            case "joiner" -> new Decided.NoRoom();
            default -> new Decided.Late();
        };
    }

    Mono<Boolean> settle(Identity joiner, Identity inviter, String mark, End end) {
        return redis.run(
                settle,
                List.of(
                        names.of(KeyPattern.PAIRINGS, joiner),
                        names.of(KeyPattern.JOINING, joiner),
                        names.of(KeyPattern.LAST_PLACE, joiner)),
                time.get(),
                inviter.wire(),
                mark,
                switch (end) {
                    case NEW -> "new";
                    case KNOWN -> "known";
                    case NONE -> "none";
                });
    }

    Mono<Side> list(Identity identity, long after, int limit) {
        return redis.run(
                        list,
                        List.of(names.of(KeyPattern.PAIRINGS, identity), names.of(KeyPattern.JOINING, identity)),
                        time.get(),
                        after,
                        limit,
                        CLOCK_SKEW)
                .map(this::side);
    }

    private Side side(Reply reply) {
        List<Member> members =
                reply.arrays(0).stream()
                        .map(member -> {
                            String text = member.text(0);
                            return new Member(
                                    text.charAt(0) == INVITED, identities.of(text.substring(1)), member.number(1));
                        })
                        .toList();
        List<Attempt> attempts =
                reply.arrays(1).stream()
                        .map(attempt -> {
                            String[] words = attempt.text(0).split(" ", 2);
                            return new Attempt(identities.of(words[0]), words[1], attempt.number(1) == 1);
                        })
                        .toList();
        return new Side(members, attempts);
    }

    /// What is recorded of some who joined, in their order; null for who isn't paired.
    Mono<List<@Nullable Pairing>> evidence(Identity inviter, List<Identity> joiners) {
        Object[] arguments = new Object[joiners.size() + 1];
        arguments[0] = "";
        IntStream.range(0, joiners.size()).forEach(i -> arguments[i + 1] = joiners.get(i).wire());
        return redis.run(evidence, List.of(names.of(KeyPattern.JOINERS, inviter)), arguments)
                .map(replies -> {
                    List<@Nullable Pairing> all = new ArrayList<>(replies.size());
                    for (int i = 0; i < replies.size(); i++) {
                        Reply each = replies.get(i);
                        all.add(each.size() == 0 ? null : RecordedClaim.read(inviter, joiners.get(i), each, 0));
                    }
                    return all;
                });
    }

    /// Whether the inviter's side says that somebody has joined.
    Mono<Boolean> hasJoined(Identity inviter, Identity joiner) {
        String key = names.of(KeyPattern.JOINERS, inviter);
        return redis.command("hexists", commands -> commands.hexists(key, joiner.wire()));
    }

    /// Where a pairing stands at the joiner's side; -1 if nowhere.
    Mono<Long> place(Identity joiner, Identity inviter) {
        String key = names.of(KeyPattern.PAIRINGS, joiner);
        byte[] member = ('<' + inviter.wire()).getBytes(StandardCharsets.US_ASCII);
        return redis.command("zscore", commands -> commands.zscore(key, member))
                .map(Double::longValue)
                .defaultIfEmpty(-1L);
    }

    Mono<Boolean> part(Identity inviter, Identity joiner) {
        return redis.confirmed(
                part,
                List.of(
                        names.of(KeyPattern.JOINERS, inviter),
                        names.of(KeyPattern.PAIRINGS, inviter),
                        names.of(KeyPattern.LAST_PLACE, inviter)),
                time.get(),
                joiner.wire(),
                names.channel(),
                PairingNews.Message.parted(inviter, joiner));
    }

    Mono<Boolean> forget(Identity joiner, Identity inviter, long place) {
        return redis.run(forget, List.of(names.of(KeyPattern.PAIRINGS, joiner)), "", inviter.wire(), place);
    }
}
