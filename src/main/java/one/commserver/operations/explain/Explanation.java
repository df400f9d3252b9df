package one.commserver.operations.explain;

import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight.Standing;
import one.commserver.wire.Printable;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;

/// The answer to "what is going on with this identity?". Times are milliseconds, moments ISO 8601.
///
/// @param identity shortened
/// @param asked the node that has asked all others
/// @param verdict the same in sentences
/// @param slots of sessions, connected or not; null if that isn't known
/// @param pairings how many; null if that isn't known
/// @param nodes those that have answered, the one that was asked first
/// @param silent nodes that live and haven't answered in time
/// @param unavailable what isn't known because its store is away: `slots`, `pairings`, `mailbox`, `nodes`
record Explanation(
        String identity,
        String asked,
        String at,
        List<String> verdict,
        @Nullable List<OneSlot> slots,
        @Nullable Integer pairings,
        @Nullable OneMailbox mailbox,
        List<OneNode> nodes,
        List<String> silent,
        List<String> unavailable) {

    /// A slot that a session has.
    ///
    /// @param epoch of the last taking
    /// @param node that has its socket, or null if it has none
    /// @param leaseRemainingMs of that node; 0: it is gone; null without nodes that share a store
    /// @param heldMs since the session took it
    /// @param resumableMs for how long it is kept without a socket; 0 while it has one
    record OneSlot(
            String kind,
            String lane,
            String instance,
            long epoch,
            @Nullable String node,
            @Nullable Long leaseRemainingMs,
            long heldMs,
            long resumableMs) {

        private static final int SHOWN_CHARACTERS = 64;

        static OneSlot of(Standing standing) {
            Duration lease = standing.lease();
            NodeId node = standing.node();
            return new OneSlot(
                    standing.slot().kind().wireName(),
                    Printable.of(standing.slot().lane(), SHOWN_CHARACTERS),
                    Printable.of(standing.slot().instance(), SHOWN_CHARACTERS),
                    standing.epoch(),
                    node == null ? null : node.value(),
                    lease == null ? null : lease.toMillis(),
                    standing.age().toMillis(),
                    standing.left().toMillis());
        }
    }

    /// @param elements that some device hasn't fetched
    record OneMailbox(long elements, long bytes) {}

    /// @param leaseRemainingMs null without nodes that share a store
    /// @param found what it knows
    record OneNode(String node, @Nullable Long leaseRemainingMs, NodePart found) {}

    /// @param error what would have made sense, or why it can't be done
    record Refused(String error) {}
}
