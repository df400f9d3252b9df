package one.commserver.connection;

import one.commserver.wire.CloseStatus;

/// How a connection has ended.
///
/// @param status what the close frame said, or [CloseStatus#ABNORMAL]
/// @param by who ended it
public record ConnectionEnd(CloseStatus status, By by) {

    /// Who ended a connection, seen from here.
    public enum By {
        /// This side.
        LOCAL,
        /// The other side, in order.
        REMOTE,
        /// Nobody: the socket broke.
        LOST
    }
}
