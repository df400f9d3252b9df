package one.commserver.relay.bus;

import one.commserver.registry.NodeId;

import java.time.Duration;

/// How this node tells other nodes something, itself included.
///
/// What one node tells another one arrives once and in order, or the other one hears of a gap before it hears anything
/// that was told later. Nothing is ever told again by the bus, and nothing here waits.
public interface Bus {

    /// The most bytes that may wait for one node, as they travel. Beyond it data isn't taken; of the rest there is
    /// [#RESERVE] more room.
    int MOST_WAITING = 64 * 1024 * 1024;

    /// Room that only what isn't data may take, in bytes. Beyond it all that waits for that node is dropped, which is a
    /// gap.
    int RESERVE = 4 * 1024 * 1024;

    /// By which name others know this node.
    NodeId self();

    /// Hears from now on, and tells from now on. Once.
    void start(BusListener listener);

    /// Tells a node something. Any thread, under any lock: it never waits and calls nobody.
    ///
    /// @return false if it wasn't taken. Data: there is no room for it, the rest goes on. Anything else: that node
    ///     can't be reached, which [BusListener#gap] tells, and [BusListener#reachable] when it can be again
    boolean send(NodeId to, BusMessage message);

    /// Whether this node has heard itself through the bus within a time. It tells itself something each second.
    boolean isAlive(Duration within);

    /// What waits in this node for all others, in bytes.
    long waiting();

    /// What waits in this node for another one, in bytes.
    long waiting(NodeId to);
}
