package one.commserver.registry.memory;

import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.Decision;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.registry.SlotCaps;
import one.commserver.registry.SlotHolder;
import one.commserver.registry.handover.Candidate;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import java.util.stream.Stream;

/// The slots of one identity. Not thread-safe: [InMemoryRegistry] locks the identity around each call. Nothing here
/// waits or calls anybody outside; the work is bounded by the number of slots that one identity may have.
///
/// Spec: chapter 4.
final class IdentitySlots {

    private final Rules rules;
    private final Map<Slot, SlotState> slots = new HashMap<>(2);

    /// What all identities share.
    record Rules(
            NodeId node,
            RegistryProperties properties,
            InForce<ConnectionLimits> limits,
            SlotCaps caps,
            EpochClock epochs,
            Remembered remembered) {

        Rules(
                NodeId node,
                RegistryProperties properties,
                InForce<ConnectionLimits> limits,
                EpochClock epochs,
                Remembered remembered) {
            this(node, properties, limits, SlotCaps.of(limits), epochs, remembered);
        }
    }

    IdentitySlots(Rules rules) {
        this.rules = rules;
    }

    Outcome decide(Candidate candidate, long now) {
        Slot slot = candidate.claim().slot();
        @Nullable SlotState known = slots.get(slot);
        @Nullable Occupant occupant = known == null ? null : known.occupantAt(now, rules.properties());
        boolean resumes = occupant != null && occupant.isPresentedBy(candidate.presented());
        @Nullable Decision refusal = refusal(slot, occupant, resumes, now);
        if (refusal != null) {
            return new Outcome.Refused(refusal);
        }
        SlotState state = known == null ? new SlotState(slot, rules.properties()) : known;
        slots.put(slot, state);
        recall(state);
        return occupant != null && resumes
                ? resume(state, occupant, candidate)
                : replace(state, occupant, candidate, now);
    }

    private @Nullable Decision refusal(Slot slot, @Nullable Occupant occupant, boolean resumes, long now) {
        if (occupant == null || !occupant.isConnected()) {
            return limitReachedBy(slot, resumes);
        }
        var left = occupant.windowLeft(now);
        return resumes || !left.isPositive() ? null : new Decision.TakenAMomentAgo(left);
    }

    /// Who was let in and comes back is judged by the highest limit that there was: a lowered one ends no session.
    private @Nullable Decision limitReachedBy(Slot slot, boolean resumes) {
        int connections =
                resumes ? rules.caps().connections().getAsInt() : rules.limits().now().connectionsPerIdentity();
        int lanes = resumes ? rules.caps().lanes().getAsInt() : rules.limits().now().dataLanes();
        if (count(state -> true) >= connections) {
            return new Decision.TooManyOfIdentity();
        }
        Predicate<Slot> isLane =
                other -> other.kind() == ConnectionKind.DATA && other.instance().equals(slot.instance());
        return isLane.test(slot) && count(isLane) >= lanes ? new Decision.TooManyLanes() : null;
    }

    private long count(Predicate<Slot> which) {
        return connected().filter(state -> which.test(state.slot)).count();
    }

    private Outcome resume(SlotState state, Occupant occupant, Candidate candidate) {
        var registration = register(state.slot, occupant.registration().session());
        var token = Objects.requireNonNull(candidate.claim().session());
        var taken = new Decision.Taken(registration, token, true);
        state.occupant = occupant.resumedBy(registration, candidate.claim().holder());
        return granted(state, taken, occupant.holder(), Outcome.Conflict.NONE);
    }

    private Outcome replace(SlotState state, @Nullable Occupant occupant, Candidate candidate, long now) {
        @Nullable SlotHolder former = occupant == null ? null : occupant.holder();
        var conflict = former == null ? Outcome.Conflict.NONE : displace(state, now);
        var registration = register(state.slot, candidate.session());
        state.occupant =
                new Occupant(
                        registration,
                        candidate.tokenHash(),
                        now,
                        state.window(now, rules.properties()),
                        candidate.claim().holder(),
                        0);
        return granted(state, new Decision.Taken(registration, candidate.token(), false), former, conflict);
    }

    private Outcome.Conflict displace(SlotState state, long now) {
        state.fight = state.fight.next(now, rules.properties());
        int displacements = state.fight.displacements();
        return displacements < rules.properties().conflictFrom()
                ? Outcome.Conflict.NONE
                : new Outcome.Conflict(displacements, holders(), true);
    }

    private static Outcome granted(
            SlotState state, Decision.Taken taken, @Nullable SlotHolder former, Outcome.Conflict conflict) {
        var before = state.fence;
        state.fence = new CompletableFuture<>();
        return new Outcome.Granted(taken, former, before, state.fence, conflict);
    }

    private Registration register(Slot slot, SessionId session) {
        return new Registration(slot, rules.epochs().next(), rules.node(), session);
    }

    /// The socket is gone; the session stays.
    void lost(Registration registration, long now) {
        @Nullable SlotState state = held(registration);
        if (state != null && state.occupant != null && state.occupant.isConnected()) {
            state.occupant = state.occupant.disconnected(now);
            remember(state, now);
        }
    }

    /// The session is over.
    void end(Registration registration, long now) {
        @Nullable SlotState state = held(registration);
        if (state != null) {
            state.occupant = null;
            remember(state, now);
        }
    }

    /// All sessions are over.
    List<Outcome.Ended> revoke(long now) {
        var ended = new ArrayList<Outcome.Ended>();
        var free = new ArrayList<SlotState>();
        for (SlotState state : slots.values()) {
            @Nullable Occupant occupant = state.occupantAt(now, rules.properties());
            if (occupant != null) {
                var before = state.fence;
                state.fence = occupant.isConnected() ? new CompletableFuture<>() : before;
                ended.add(new Outcome.Ended(occupant.holder(), before, state.fence));
                state.occupant = null;
                free.add(state);
            }
        }
        // behind it, because to remember one may be to forget another
        free.forEach(state -> remember(state, now));
        return ended;
    }

    /// Those who can go on.
    List<Occupant> occupants(long now) {
        return slots.values().stream()
                .map(state -> state.occupantAt(now, rules.properties()))
                .filter(Objects::nonNull)
                .toList();
    }

    private @Nullable SlotState held(Registration registration) {
        @Nullable SlotState state = slots.get(registration.slot());
        boolean isHeld = state != null && state.occupant != null && state.occupant.registration().equals(registration);
        return isHeld ? state : null;
    }

    private void remember(SlotState state, long now) {
        if (slots.get(state.slot) != state) {
            return;
        }
        if (state.isForgettable(now, rules.properties())) {
            forget(state);
            return;
        }
        if (state.place == SlotState.NOT_REMEMBERED) {
            state.place = rules.remembered().add(state.slot, now);
        }
        disconnected()
                .sorted(Comparator.<SlotState>comparingLong(other -> other.place).reversed())
                .skip(rules.properties().rememberedPerIdentity())
                .toList()
                .forEach(this::forget);
    }

    /// Forgets what is remembered at that place, if it still is.
    void forget(Slot slot, long place) {
        @Nullable SlotState state = slots.get(slot);
        if (state != null && state.place == place) {
            forget(state);
        }
    }

    private void forget(SlotState state) {
        recall(state);
        slots.remove(state.slot);
    }

    private void recall(SlotState state) {
        if (state.place != SlotState.NOT_REMEMBERED) {
            rules.remembered().remove(state.place);
            state.place = SlotState.NOT_REMEMBERED;
        }
    }

    boolean isEmpty() {
        return slots.isEmpty();
    }

    List<Registration> registrations() {
        return occupants().map(Occupant::registration).toList();
    }

    private List<SlotHolder> holders() {
        var holders = new ArrayList<SlotHolder>();
        occupants().map(Occupant::holder).filter(Objects::nonNull).forEach(holders::add);
        return holders;
    }

    private Stream<Occupant> occupants() {
        return slots.values().stream()
                .map(state -> state.occupant)
                .filter(occupant -> occupant != null && occupant.isConnected());
    }

    private Stream<SlotState> connected() {
        return slots.values().stream().filter(SlotState::isConnected);
    }

    private Stream<SlotState> disconnected() {
        return slots.values().stream().filter(state -> !state.isConnected());
    }
}
