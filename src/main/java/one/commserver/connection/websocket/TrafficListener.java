package one.commserver.connection.websocket;

/// Hears of each frame, on the wire's thread: the place for limits and counts.
public interface TrafficListener {

    /// Hears nothing.
    TrafficListener NONE = new TrafficListener() {};

    /// A frame came in, of whatever kind.
    default void frame(int bytes) {}

    /// The frames of one read were handled, or some of them.
    default void settled() {}

    /// All that could be read for now was read.
    default void burstEnd() {}

    /// What was written has been sent on to the socket.
    default void flushed() {}
}
