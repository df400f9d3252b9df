package one.commserver.registry.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;
import one.commserver.registry.Decision;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.registry.SlotCaps;
import one.commserver.registry.handover.Candidate;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/// The scripts about slots, with what they are given and what they answer.
///
/// Spec: chapter 4.
final class SlotScripts {

    private static final String SHARED = "registry/slot";
    private static final String NONE = "-";

    /// A dead node's slots are renewed by nobody, all others in less than this many leases.
    static final int LEASES_OF_A_ROUND = 8;

    /// No node that was away for longer comes back with what it held.
    private static final Duration LONGEST_OUTAGE = Duration.ofDays(30);

    private final Redis redis;
    private final RegistryProperties properties;
    private final InForce<ConnectionLimits> limits;
    private final SlotCaps caps;
    private final Supplier<String> time;

    private final Script<Taking> take = Script.of(SHARED, "registry/take", Taking::of);
    private final Script<Boolean> leave = Script.of(SHARED, "registry/leave", reply -> reply.number(0) == 1);
    private final Script<List<Reply>> find = Script.of(SHARED, "registry/find", reply -> reply.arrays(0));
    private final Script<List<Reply>> look = Script.of(SHARED, "registry/look", reply -> reply.arrays(0));
    private final Script<Oversight.Revocation> revoke =
            Script.of(
                    SHARED,
                    "registry/revoke",
                    reply ->
                            new Oversight.Revocation(
                                    (int) reply.number(0),
                                    (int) reply.number(1),
                                    reply.number(2),
                                    IntStream.range(0, reply.array(3).size())
                                            .mapToObj(reply.array(3)::text)
                                            .map(NodeId::ofLease)
                                            .collect(Collectors.toUnmodifiableSet())));
    private final Script<Renewal> renew = Script.of(SHARED, "registry/renew", Renewal::of);

    /// @param time microseconds as a text, or empty for the server's time: only tests have one of their own
    SlotScripts(Redis redis, RegistryProperties properties, InForce<ConnectionLimits> limits, Supplier<String> time) {
        this.redis = redis;
        this.properties = properties;
        this.limits = limits;
        this.caps = SlotCaps.of(limits);
        this.time = time;
    }

    /// What became of a claim.
    sealed interface Taking {

        /// Nothing yet: say whether these live.
        record Unknown(List<String> nodes) implements Taking {}

        record Refused(Decision decision) implements Taking {}

        /// The claimant has the slot.
        ///
        /// @param displacements in a row, if they are to be told; otherwise zero
        /// @param waits who has to stop reading first
        /// @param told who of this node is to be told of the displacements
        record Granted(
                long epoch, boolean resumed, SessionId session, int displacements, List<Wait> waits, List<Told> told)
                implements Taking {}

        /// A taking that has to be over first.
        record Wait(String node, long epoch) {}

        /// A taking by its field.
        record Told(String field, long epoch) {}

        private static Taking of(Reply reply) {
            return switch (reply.text(0)) {
                case "unknown" -> new Unknown(IntStream.range(1, reply.size()).mapToObj(reply::text).toList());
                case "moment" ->
                        new Refused(new Decision.TakenAMomentAgo(Duration.of(reply.number(1), ChronoUnit.MICROS)));
                case "identity" -> new Refused(new Decision.TooManyOfIdentity());
                case "lanes" -> new Refused(new Decision.TooManyLanes());
                case "taken" ->
                        new Granted(
                                reply.number(1),
                                reply.number(2) == 1,
                                new SessionId(reply.text(3)),
                                (int) reply.number(4),
                                reply.arrays(5).stream().map(wait -> new Wait(wait.text(0), wait.number(1))).toList(),
                                reply.arrays(6).stream().map(told -> new Told(told.text(0), told.number(1))).toList());
                default -> throw new IllegalStateException("a script returned something unknown");
            };
        }
    }

    /// Whether a slot is still held; otherwise whether it is the same session that has it on another socket, or whether
    /// that was ended.
    record Renewal(boolean isHeld, boolean isResumed, boolean isRevoked) {
        private static Renewal of(Reply reply) {
            boolean isHeld = reply.number(0) == 1;
            return new Renewal(isHeld, !isHeld && reply.number(1) == 1, !isHeld && reply.number(2) == 1);
        }
    }

    /// A slot that is connected.
    ///
    /// @param name of its node
    record Found(Registration registration, String name) {}

    /// What is left to say about a taking.
    ///
    /// @param registration of the taking; none if nobody has learnt it
    /// @param marks of the claims by which it was got
    record Leaving(
            Slot slot, @Nullable Registration registration, List<String> marks, boolean isOver, boolean isAlone) {

        static Leaving of(Registration registration, List<String> marks, boolean isOver, boolean isAlone) {
            return new Leaving(registration.slot(), registration, marks, isOver, isAlone);
        }

        /// A claim of which nobody knows what became.
        static Leaving of(Candidate candidate) {
            return new Leaving(candidate.claim().slot(), null, List.of(mark(candidate)), false, false);
        }

        /// Of two of a slot the one that counts.
        Leaving later(Leaving other) {
            if (registration == null || other.registration == null) {
                return other;
            }
            long epoch = registration.epoch();
            if (epoch == other.registration.epoch()) {
                return new Leaving(slot, registration, marks, isOver || other.isOver, isAlone || other.isAlone);
            }
            return epoch > other.registration.epoch() ? this : other;
        }

        String epoch() {
            return registration == null ? NONE : String.valueOf(registration.epoch());
        }

        String session() {
            return registration == null ? NONE : registration.session().value();
        }
    }

    /// By which a claim is known when its answer was lost.
    static String mark(Candidate candidate) {
        return candidate.session().value();
    }

    /// @param floor the highest epoch that this node has seen
    /// @param ticket under which this node waits
    Mono<Taking> take(Candidate candidate, NodeLease.Members members, Set<String> dead, long floor, String ticket) {
        Slot slot = candidate.claim().slot();
        Bytes presented = candidate.presented();
        return redis.run(
                take,
                keys(slot.identity()),
                time.get(),
                members.name(),
                SlotField.of(slot),
                presented == null ? NONE : presented.toBase64Url(),
                mark(candidate),
                candidate.tokenHash().toBase64Url(),
                spaced(members.living()),
                spaced(dead),
                micros(properties.slotWindow()),
                micros(properties.maxSlotWindow()),
                micros(properties.displacementMemory()),
                properties.conflictFrom(),
                micros(properties.sessionTimeToLive()),
                limits.now().connectionsPerIdentity(),
                limits.now().dataLanes(),
                floor,
                keptMillis(),
                channelPrefix(),
                slot.identity().wire(),
                ticket,
                caps.connections().getAsInt(),
                caps.lanes().getAsInt());
    }

    /// Emits whether that taking was the slot's last.
    Mono<Boolean> leave(Leaving leaving) {
        return redis.run(
                leave,
                keys(leaving.slot().identity()),
                time.get(),
                SlotField.of(leaving.slot()),
                leaving.epoch(),
                spaced(leaving.marks()),
                leaving.isOver() ? "end" : "lost",
                leaving.isAlone() ? 1 : 0,
                micros(properties.sessionTimeToLive()),
                micros(properties.displacementMemory()),
                properties.rememberedPerIdentity(),
                keptMillis(),
                leaving.session());
    }

    Mono<List<Found>> find(Identity identity) {
        return redis.run(find, keys(identity), time.get())
                .map(all -> all.stream().map(found -> found(identity, found)).toList());
    }

    /// A session that can go on.
    ///
    /// @param name of the node that has its socket, or null
    /// @param left how long it is kept without one
    record Seen(Slot slot, long epoch, @Nullable String name, Duration age, Duration left) {}

    Mono<List<Seen>> look(Identity identity) {
        return redis.run(look, keys(identity), time.get(), micros(properties.sessionTimeToLive()))
                .map(all -> all.stream().map(seen -> seen(identity, seen)).toList());
    }

    private static Seen seen(Identity identity, Reply seen) {
        return new Seen(
                SlotField.parse(identity, seen.text(0)),
                seen.number(1),
                seen.text(2).equals(NONE) ? null : seen.text(2),
                Duration.of(seen.number(3), ChronoUnit.MICROS),
                Duration.of(seen.number(4), ChronoUnit.MICROS));
    }

    /// Replicas have it, or it fails: what a failover loses would be put back.
    ///
    /// @param floor the highest epoch that this node has seen
    Mono<Oversight.Revocation> revoke(Identity identity, NodeLease.Members members, long floor) {
        return redis.confirmed(
                revoke,
                keys(identity),
                time.get(),
                micros(properties.sessionTimeToLive()),
                spaced(members.living()),
                floor,
                Math.max(keptMillis(), LONGEST_OUTAGE.toMillis()));
    }

    private static Found found(Identity identity, Reply found) {
        var node = new NodeId(NodeLease.nodeOf(found.text(2)));
        var registration =
                new Registration(
                        SlotField.parse(identity, found.text(0)), found.number(1), node, new SessionId(found.text(3)));
        return new Found(registration, found.text(2));
    }

    Mono<Renewal> renew(Held held, String name) {
        Registration registration = held.registration();
        Identity identity = registration.slot().identity();
        return redis.insist(
                renew,
                keys(identity),
                time.get(),
                name,
                SlotField.of(registration.slot()),
                registration.epoch(),
                registration.session().value(),
                held.tokenHash().toBase64Url(),
                micros(properties.slotWindow()),
                keptMillis(),
                channelPrefix(),
                identity.wire(),
                spaced(held.marks()));
    }

    private List<String> keys(Identity identity) {
        return List.of(redis.key(KeyPattern.SLOTS, SlotField.ofIdentity(identity)));
    }

    private String channelPrefix() {
        return redis.key(KeyPattern.NODE, "");
    }

    /// A session, a fight, and two rounds of renewals: then nobody can have anything to say about it any more.
    private long keptMillis() {
        Duration longer =
                properties.sessionTimeToLive().compareTo(properties.displacementMemory()) > 0
                        ? properties.sessionTimeToLive()
                        : properties.displacementMemory();
        return longer.plus(properties.lease().multipliedBy(2L * LEASES_OF_A_ROUND)).toMillis();
    }

    private static long micros(Duration duration) {
        return duration.toNanos() / 1000;
    }

    private static String spaced(Collection<String> names) {
        return ' ' + String.join(" ", names) + ' ';
    }
}
