package one.commserver.relay.channel;

import java.util.EnumMap;
import java.util.Map;
import java.util.Set;

/// Where a channel is in its life, on the server.
///
/// ```
/// OFFERED ─► OPEN ◄─► INTERRUPTED
///    │         │           │
///    └─────────┴───────────┴──► CLOSED
/// ```
///
/// Spec: chapter 5.
public enum ChannelState {
    /// The peer has been asked.
    OFFERED,
    /// Frames may travel.
    OPEN,
    /// An end is gone and may come back.
    INTERRUPTED,
    /// Over. Final.
    CLOSED;

    private static final Map<ChannelState, Set<ChannelState>> SUCCESSORS =
            new EnumMap<>(
                    Map.of(
                            OFFERED, Set.of(OPEN, CLOSED),
                            OPEN, Set.of(INTERRUPTED, CLOSED),
                            INTERRUPTED, Set.of(OPEN, CLOSED),
                            CLOSED, Set.of()));

    /// Whether the table allows that step.
    public boolean canBecome(ChannelState next) {
        return SUCCESSORS.getOrDefault(this, Set.of()).contains(next);
    }

    /// Takes a step of the table.
    ///
    /// @throws IllegalStateException with both names, if the table doesn't have it
    public ChannelState to(ChannelState next) {
        if (!canBecome(next)) {
            throw new IllegalStateException("a channel can't go from " + this + " to " + next);
        }
        return next;
    }
}
