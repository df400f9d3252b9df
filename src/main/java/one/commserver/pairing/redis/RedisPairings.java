package one.commserver.pairing.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.pairing.Pairing;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.Redemption;
import one.commserver.pairing.redis.PairScripts.Attempt;
import one.commserver.pairing.redis.PairScripts.Decided;
import one.commserver.pairing.redis.PairScripts.End;
import one.commserver.pairing.redis.PairScripts.Member;
import one.commserver.pairing.redis.PairScripts.Reservation;
import one.commserver.pairing.redis.PairScripts.Side;
import one.commserver.protocol.invite.Invite;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;

/// Invites and pairings of many nodes.
///
/// The inviter's side decides: there an invite, its uses and who has joined lie at one place, and one script changes
/// them. The joiner's side tells the joiner where to look. It is prepared before the decision and settled behind it,
/// and whoever reads it asks the inviter's side; so whatever becomes of a node in between, no answer is wrong.
///
/// Memory: none on this node. In Redis: see `docs/redis.md`.
///
/// Spec: chapters 7 and 13.
final class RedisPairings implements Pairings {

    private static final int MARK_BYTES = 9;
    private static final int CONCURRENCY = 64;
    private static final long BEFORE_ALL = -1;
    private static final Duration SOON = Duration.ofSeconds(1);

    private final InviteScripts invites;
    private final PairScripts pairs;
    private final int most;

    /// @param most pairings an identity may have
    RedisPairings(InviteScripts invites, PairScripts pairs, int most) {
        this.invites = invites;
        this.pairs = pairs;
        this.most = most;
    }

    @Override
    public Mono<Registration> register(Invite invite) {
        return invites.register(invite);
    }

    @Override
    public Mono<Page<Live>> invites(Identity inviter, @Nullable String after) {
        return invites.invites(inviter, after);
    }

    @Override
    public Mono<Boolean> revoke(Identity inviter, Bytes invite) {
        return invites.revoke(inviter, invite);
    }

    @Override
    public Mono<Integer> usesLeft(Bytes invite, Identity inviter, Identity opener) {
        return invites.usesLeft(invite, inviter, opener);
    }

    @Override
    public Mono<Redemption> redeem(Pairing.Claim claim) {
        return Mono.defer(() -> attempt(claim))
                .flatMap(decided ->
                        decided instanceof Decided.NoRoom
                                // what has ended at the inviters' sides may still take the room
                                ? members(claim.joiner()).then(Mono.defer(() -> attempt(claim)))
                                : Mono.just(decided))
                .flatMap(decided ->
                        switch (decided) {
                            case Decided.Done done -> Mono.just(done.redemption());
                            case Decided.NoRoom none -> Mono.just(Redemption.Refused.FULL);
                            case Decided.Late late -> Mono.error(new RegistryUnavailableException(SOON));
                        });
    }

    private Mono<Decided> attempt(Pairing.Claim claim) {
        String mark = Bytes.of(Randomness.bytes(MARK_BYTES)).toBase64Url();
        Identity joiner = claim.joiner();
        return pairs.reserve(joiner, claim.inviter(), mark)
                .flatMap(reservation ->
                        pairs.redeem(claim, reservation)
                                .flatMap(decided ->
                                        // whoever reads that side settles what couldn't be settled now
                                        pairs.settle(joiner, claim.inviter(), mark, end(decided, reservation))
                                                .onErrorComplete(RegistryUnavailableException.class)
                                                .thenReturn(decided)));
    }

    private static End end(Decided decided, Reservation reservation) {
        if (decided instanceof Decided.Done(Redemption.Paired paired)) {
            return paired.fresh() || reservation.wasOpen() ? End.NEW : End.KNOWN;
        }
        return End.NONE;
    }

    @Override
    public Mono<Page<Pairing>> pairings(Identity identity, @Nullable String after) {
        return Mono.defer(() -> page(identity, after, Cursor.read(after)));
    }

    private Mono<Page<Pairing>> page(Identity identity, @Nullable String cursor, long after) {
        return side(identity, after, PAGE_ELEMENTS + 1)
                .flatMap(side ->
                        evidence(identity, side.members())
                                .flatMap(evidence -> {
                                    Page<Pairing> page = page(side.members(), evidence, cursor);
                                    boolean isSkipped =
                                            page.elements().isEmpty() && side.members().size() > PAGE_ELEMENTS;
                                    return isSkipped
                                            ? page(identity, cursor, side.members().getLast().place())
                                            : Mono.just(page);
                                }));
    }

    /// Of more than a page there may be more behind.
    private static Page<Pairing> page(List<Member> members, Map<Member, Pairing> evidence, @Nullable String cursor) {
        List<Member> there = members.stream().filter(evidence::containsKey).toList();
        var elements = new ArrayList<Pairing>();
        String next = cursor;
        int bytes = 0;
        for (Member member : there) {
            if (elements.size() == PAGE_ELEMENTS || bytes >= PAGE_BYTES) {
                break;
            }
            Pairing pairing = evidence.get(member);
            if (pairing != null) {
                elements.add(pairing);
                bytes += pairing.size();
                next = Long.toString(member.place());
            }
        }
        boolean isMore = elements.size() < there.size() || members.size() > PAGE_ELEMENTS;
        return new Page<>(List.copyOf(elements), next, isMore);
    }

    /// What the inviters' sides have recorded of these; what they don't know goes from this side.
    private Mono<Map<Member, Pairing>> evidence(Identity identity, List<Member> members) {
        List<Member> invited = members.stream().filter(Member::invited).toList();
        Mono<Map<Member, Pairing>> own =
                invited.isEmpty()
                        ? Mono.just(Map.of())
                        : pairs.evidence(identity, invited.stream().map(Member::peer).toList())
                                .map(found -> {
                                    var all = new HashMap<Member, Pairing>();
                                    for (int i = 0; i < found.size(); i++) {
                                        Pairing pairing = found.get(i);
                                        if (pairing != null) {
                                            all.put(invited.get(i), pairing);
                                        }
                                    }
                                    return all;
                                });
        Flux<Map<Member, Pairing>> joined =
                Flux.fromIterable(members)
                        .filter(member -> !member.invited())
                        .flatMap(
                                member ->
                                        pairs.evidence(member.peer(), List.of(identity))
                                                .flatMap(found -> {
                                                    Pairing pairing = found.getFirst();
                                                    return pairing == null
                                                            ? forget(identity, member)
                                                                    .thenReturn(Map.<Member, Pairing>of())
                                                            : Mono.just(Map.of(member, pairing));
                                                }),
                                CONCURRENCY);
        return own.concatWith(joined).reduceWith(HashMap::new, RedisPairings::joined);
    }

    private static Map<Member, Pairing> joined(Map<Member, Pairing> all, Map<Member, Pairing> some) {
        all.putAll(some);
        return all;
    }

    /// An identity's side with all attempts settled that can be.
    private Mono<Side> side(Identity identity, long after, int limit) {
        return pairs.list(identity, after, limit)
                .flatMap(side ->
                        Flux.fromIterable(side.attempts())
                                .flatMap(attempt -> settled(identity, attempt), CONCURRENCY)
                                .any(hasJoined -> hasJoined)
                                .flatMap(isNews -> isNews ? pairs.list(identity, after, limit) : Mono.just(side)));
    }

    /// @return whether something became of the attempt
    private Mono<Boolean> settled(Identity joiner, Attempt attempt) {
        return pairs.hasJoined(attempt.inviter(), joiner)
                .flatMap(hasJoined ->
                        hasJoined || attempt.isOver()
                                ? pairs.settle(
                                                joiner,
                                                attempt.inviter(),
                                                attempt.mark(),
                                                hasJoined ? End.NEW : End.NONE)
                                        .thenReturn(hasJoined)
                                : Mono.just(false));
    }

    private Mono<Void> forget(Identity joiner, Member member) {
        return pairs.forget(joiner, member.peer(), member.place())
                .onErrorComplete(RegistryUnavailableException.class)
                .then();
    }

    @Override
    public Mono<Boolean> unpair(Identity one, Identity other) {
        return Mono.zip(pairs.place(one, other), pairs.place(other, one))
                .flatMap(places ->
                        Mono.zip(pairs.part(one, other), pairs.part(other, one))
                                .map(were -> were.getT1() || were.getT2())
                                .flatMap(were ->
                                        pairs.forget(one, other, places.getT1())
                                                .then(pairs.forget(other, one, places.getT2()))
                                                .onErrorComplete(RegistryUnavailableException.class)
                                                .thenReturn(were)));
    }

    @Override
    public Mono<List<Identity>> peers(Identity identity) {
        return members(identity)
                .map(members -> {
                    var peers = new LinkedHashSet<Identity>();
                    members.forEach(member -> peers.add(member.peer()));
                    return List.copyOf(peers);
                });
    }

    /// All whose pairing stands at the inviters' sides.
    private Mono<List<Member>> members(Identity identity) {
        return side(identity, BEFORE_ALL, 2 * most + 1)
                .flatMap(side ->
                        Flux.fromIterable(side.members())
                                .flatMap(
                                        member -> member.invited() ? Mono.just(member) : stillJoined(identity, member),
                                        CONCURRENCY)
                                .collectList());
    }

    private Mono<Member> stillJoined(Identity identity, Member member) {
        return pairs.hasJoined(member.peer(), identity)
                .flatMap(hasJoined -> hasJoined ? Mono.just(member) : forget(identity, member).then(Mono.empty()));
    }

    /// Both sides are asked always: the answer takes the same way whoever they are.
    @Override
    public Mono<Boolean> arePaired(Identity one, Identity other) {
        return Mono.zip(pairs.hasJoined(one, other), pairs.hasJoined(other, one))
                .map(joined -> one.equals(other) || joined.getT1() || joined.getT2());
    }
}
