package one.commserver.registry;

/// A slot that is held.
///
/// @param epoch of this taking; never goes back for a slot: max(last + 1, the store's clock in microseconds)
/// @param node where its socket is
/// @param session what outlives the socket
public record Registration(Slot slot, long epoch, NodeId node, SessionId session) {}
