package one.commserver.pairing.memory;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.pairing.Pairing;
import one.commserver.pairing.PairingProperties;
import one.commserver.pairing.Pairings;
import one.commserver.pairing.Redemption;
import one.commserver.protocol.invite.Invite;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.ToIntFunction;

/// Invites and pairings of a single node.
///
/// One lock guards all. What runs under it is arithmetic on bounded maps, and it never calls a publisher or the
/// operating system, so an event loop may wait for it. [#arePaired], which every call asks, takes none.
///
/// Memory: all of it counts against [PairingProperties#memory]; beyond it nothing new is taken. Invites that aren't
/// live any more are remembered until a day behind their expiry, the youngest [#MAX_REMEMBERED_INVITES] of each
/// identity.
final class InMemoryPairings implements Pairings {

    /// For how long an invite is remembered behind its expiry.
    static final Duration AFTERLIFE = Duration.ofDays(1);

    /// Each call forgets more than it can add, and not for long.
    private static final int TIDIED_BY_A_CALL = 16;

    /// Between two who are paired.
    private record Pair(Identity inviter, Identity joiner) {}

    /// A pairing and its place in the order of all that was ever recorded.
    private record Recorded(long place, Pairing pairing) {}

    private static final class Member {
        private final NavigableMap<Long, Registered> invites = new TreeMap<>();
        private final NavigableMap<Long, Pairing> pairings = new TreeMap<>();
    }

    private final PairingProperties properties;
    private final InstantSource clock;
    private final Budget budget;
    private final Map<Bytes, Registered> invites = new HashMap<>();
    private final TreeSet<Registered> byExpiry =
            new TreeSet<>(Comparator.comparing(Registered::expires).thenComparingLong(Registered::place));
    private final Map<Identity, Member> members = new HashMap<>();
    private final ConcurrentMap<Pair, Recorded> pairs = new ConcurrentHashMap<>();
    private long lastPlace;

    InMemoryPairings(PairingProperties properties, InstantSource clock) {
        this.properties = properties;
        this.clock = clock;
        this.budget = new Budget(properties.memory().toBytes());
    }

    @Override
    public Mono<Registration> register(Invite invite) {
        Bytes encoded = invite.encoded();
        return Mono.fromSupplier(() -> register(invite, encoded, now()));
    }

    @Override
    public Mono<Page<Live>> invites(Identity inviter, @Nullable String after) {
        return Mono.fromSupplier(() -> liveInvites(inviter, after, now()));
    }

    @Override
    public Mono<Boolean> revoke(Identity inviter, Bytes invite) {
        return Mono.fromSupplier(() -> revokeInvite(inviter, invite));
    }

    @Override
    public Mono<Integer> usesLeft(Bytes invite, Identity inviter, Identity opener) {
        return Mono.fromSupplier(() -> usesLeft(invite, inviter, opener, now()));
    }

    @Override
    public Mono<Redemption> redeem(Pairing.Claim claim) {
        return Mono.fromSupplier(() -> redeem(claim, now()));
    }

    @Override
    public Mono<Page<Pairing>> pairings(Identity identity, @Nullable String after) {
        return Mono.fromSupplier(() -> recorded(identity, after));
    }

    @Override
    public Mono<Boolean> unpair(Identity one, Identity other) {
        return Mono.fromSupplier(() -> part(one, other));
    }

    @Override
    public Mono<List<Identity>> peers(Identity identity) {
        return Mono.fromSupplier(() -> peersOf(identity));
    }

    @Override
    public Mono<Boolean> arePaired(Identity one, Identity other) {
        return Mono.fromSupplier(() ->
                one.equals(other)
                        || pairs.containsKey(new Pair(one, other))
                        || pairs.containsKey(new Pair(other, one)));
    }

    /// What is taken of the memory, in bytes as they are counted.
    synchronized long taken() {
        return budget.taken();
    }

    private Instant now() {
        return clock.instant();
    }

    private synchronized Registration register(Invite invite, Bytes encoded, Instant now) {
        tidy(now);
        Registered known = invites.get(invite.id());
        if (known != null) {
            return known.encoded().equals(encoded) && known.isLiveAt(now)
                    ? Registration.REGISTERED
                    : Registration.TAKEN;
        }
        Identity inviter = invite.inviter().identity();
        Member member = members.get(inviter);
        long cost = encoded.length() + (long) Budget.OVERHEAD;
        if (!budget.hasRoomForInvite(cost) || (member != null && liveCount(member, now) >= MAX_INVITES)) {
            return Registration.FULL;
        }
        budget.take(cost);
        Registered registered = new Registered(nextPlace(now), invite, encoded);
        invites.put(registered.id(), registered);
        byExpiry.add(registered);
        Member owner = members.computeIfAbsent(inviter, same -> new Member());
        owner.invites.put(registered.place(), registered);
        forgetOldest(owner, now);
        return Registration.REGISTERED;
    }

    private static long liveCount(Member member, Instant now) {
        return member.invites.values().stream().filter(invite -> invite.isLiveAt(now)).count();
    }

    private void forgetOldest(Member member, Instant now) {
        List<Registered> past = member.invites.values().stream().filter(invite -> !invite.isLiveAt(now)).toList();
        past.stream().limit(Math.max(0, past.size() - MAX_REMEMBERED_INVITES)).forEach(this::forget);
    }

    private synchronized Page<Live> liveInvites(Identity inviter, @Nullable String after, Instant now) {
        Member member = members.get(inviter);
        NavigableMap<Long, Registered> all = new TreeMap<>();
        if (member != null) {
            member.invites.values().stream()
                    .filter(invite -> invite.isLiveAt(now))
                    .forEach(invite -> all.put(invite.place(), invite));
        }
        return page(
                all, after, invite -> new Live(invite.encoded(), invite.used()), invite -> invite.encoded().length());
    }

    private synchronized boolean revokeInvite(Identity inviter, Bytes invite) {
        Registered known = invites.get(invite);
        if (known == null || !known.inviter().equals(inviter)) {
            return false;
        }
        known.revoke();
        return true;
    }

    private synchronized int usesLeft(Bytes invite, Identity inviter, Identity opener, Instant now) {
        Registered known = invites.get(invite);
        boolean counts =
                known != null && known.inviter().equals(inviter) && known.isLiveAt(now) && !known.isUsedBy(opener);
        return known != null && counts ? known.usesLeft() : 0;
    }

    private synchronized Redemption redeem(Pairing.Claim claim, Instant now) {
        tidy(now);
        Pair pair = new Pair(claim.inviter(), claim.joiner());
        Recorded before = pairs.get(pair);
        if (before != null) {
            return new Redemption.Paired(before.pairing(), false);
        }
        Registered invite = invites.get(claim.invite());
        if (invite == null || !invite.inviter().equals(claim.inviter())) {
            return Redemption.Refused.UNKNOWN;
        } else if (invite.isRevoked() || invite.isUsedBy(claim.joiner())) {
            return Redemption.Refused.REVOKED;
        } else if (invite.isExpiredAt(now)) {
            return Redemption.Refused.EXPIRED;
        } else if (invite.usesLeft() < 1) {
            return Redemption.Refused.USED_UP;
        }
        Pairing pairing = new Pairing(claim.inviter(), claim, invite.encoded(), invite.trustLevel(), now);
        if (isFull(claim.inviter()) || isFull(claim.joiner()) || !budget.hasRoomFor(cost(pairing) + Budget.NAME)) {
            return Redemption.Refused.FULL;
        }
        budget.take(cost(pairing) + Budget.NAME);
        invite.use(claim.joiner());
        long place = nextPlace(now);
        pairs.put(pair, new Recorded(place, pairing));
        members.computeIfAbsent(claim.inviter(), same -> new Member()).pairings.put(place, pairing);
        members.computeIfAbsent(claim.joiner(), same -> new Member()).pairings.put(place, pairing);
        return new Redemption.Paired(pairing, true);
    }

    private boolean isFull(Identity identity) {
        Member member = members.get(identity);
        return member != null && member.pairings.size() >= properties.pairingsPerIdentity();
    }

    private synchronized Page<Pairing> recorded(Identity identity, @Nullable String after) {
        Member member = members.get(identity);
        return page(member == null ? new TreeMap<>() : member.pairings, after, pairing -> pairing, Pairing::size);
    }

    private synchronized List<Identity> peersOf(Identity identity) {
        Member member = members.get(identity);
        return member == null
                ? List.of()
                : member.pairings.values().stream()
                        .map(pairing ->
                                pairing.inviter().equals(identity) ? pairing.claim().joiner() : pairing.inviter())
                        .distinct()
                        .toList();
    }

    private synchronized boolean part(Identity one, Identity other) {
        boolean invitedByOne = end(new Pair(one, other));
        boolean invitedByOther = end(new Pair(other, one));
        return invitedByOne || invitedByOther;
    }

    private boolean end(Pair pair) {
        Recorded recorded = pairs.remove(pair);
        if (recorded == null) {
            return false;
        }
        budget.giveBack(cost(recorded.pairing()));
        for (Identity identity : List.of(pair.inviter(), pair.joiner())) {
            Member member = members.get(identity);
            if (member != null) {
                member.pairings.remove(recorded.place());
                forgetIfEmpty(identity, member);
            }
        }
        return true;
    }

    private static long cost(Pairing pairing) {
        return pairing.size() + (long) Budget.OVERHEAD;
    }

    private void tidy(Instant now) {
        for (int i = 0; i < TIDIED_BY_A_CALL && !byExpiry.isEmpty(); i++) {
            Registered oldest = byExpiry.first();
            if (now.isBefore(oldest.expires().plus(AFTERLIFE))) {
                return;
            }
            forget(oldest);
        }
    }

    private void forget(Registered invite) {
        invites.remove(invite.id());
        byExpiry.remove(invite);
        budget.giveBack(invite.encoded().length() + Budget.OVERHEAD + (long) invite.used() * Budget.NAME);
        Member member = members.get(invite.inviter());
        if (member != null) {
            member.invites.remove(invite.place());
            forgetIfEmpty(invite.inviter(), member);
        }
    }

    private void forgetIfEmpty(Identity identity, Member member) {
        if (member.invites.isEmpty() && member.pairings.isEmpty()) {
            members.remove(identity);
        }
    }

    /// Places rise with the time as well, so that a cursor of an earlier process stands before all that this one adds.
    private long nextPlace(Instant now) {
        lastPlace = Math.max(lastPlace + 1, now.toEpochMilli() * 1000);
        return lastPlace;
    }

    private static <E, T> Page<T> page(
            NavigableMap<Long, E> all, @Nullable String after, Function<E, T> element, ToIntFunction<E> size) {
        var elements = new ArrayList<T>();
        String next = after;
        int bytes = 0;
        NavigableMap<Long, E> rest = all.tailMap(place(after), false);
        for (Map.Entry<Long, E> entry : rest.entrySet()) {
            elements.add(element.apply(entry.getValue()));
            next = Long.toString(entry.getKey());
            bytes += size.applyAsInt(entry.getValue());
            if (elements.size() == PAGE_ELEMENTS || bytes >= PAGE_BYTES) {
                break;
            }
        }
        return new Page<>(List.copyOf(elements), next, elements.size() < rest.size());
    }

    private static long place(@Nullable String cursor) {
        if (cursor == null) {
            return -1;
        }
        try {
            return Long.parseLong(cursor);
        } catch (NumberFormatException foreign) {
            return -1;
        }
    }
}
