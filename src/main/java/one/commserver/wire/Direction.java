package one.commserver.wire;

/// Which way something travels, seen from the connection.
public enum Direction {
    /// From the wire to the application.
    INCOMING,
    /// From the application to the wire.
    OUTGOING
}
