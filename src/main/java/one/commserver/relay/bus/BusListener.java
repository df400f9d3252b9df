package one.commserver.relay.bus;

import one.commserver.registry.NodeId;

/// Hears what comes over a [Bus]. Of one node it is called one at a time; of several at once. It must not block, and
/// may send.
public interface BusListener {

    /// A node tells something. What of the message is a buffer is valid during the call only.
    void heard(NodeId from, BusMessage message);

    /// Something that this node was told by the other one, or that it told the other one, may be missing. What is heard
    /// behind this call was sent behind what is missing. It may be called more than once for the same loss.
    void gap(NodeId node);

    /// What is told to a node, after a gap in which it wasn't, is taken again. Not called for a node that nobody has
    /// heard for a minute while the bus was there: whoever was at that one will tell from where it is now.
    void reachable(NodeId node);
}
