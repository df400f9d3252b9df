package one.commserver.health;

/// Hears of each eviction once, on the connection's own thread, right before the connection is cut. What it sends
/// leaves before the close frame, if the socket takes it.
@FunctionalInterface
public interface EvictionListener {

    /// A connection is about to be cut. Must not block.
    void evicted(Eviction eviction);
}
