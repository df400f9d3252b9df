package one.commserver.session;

import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;

/// What becomes of a session when its link ends.
///
/// Spec: chapter 3, session.
sealed interface Parting {

    /// The client may come back to it.
    record SessionStays() implements Parting {}

    /// It ends with the link.
    ///
    /// @param why what the peers of its channels are told
    record SessionOver(ChannelCloseReason why) implements Parting {}

    /// A client that closes in order wants its session no more, and a server that stops has none any more; from any
    /// other end it may come back.
    static Parting of(ConnectionEnd end) {
        return switch (end.by()) {
            case LOST -> new SessionStays();
            case REMOTE ->
                    end.status().isNormal()
                            ? new SessionOver(ChannelCloseReason.CONNECTION_CLOSED)
                            : new SessionStays();
            case LOCAL ->
                    end.status().equals(CloseStatus.of(CloseReason.RESTARTING))
                            ? new SessionOver(ChannelCloseReason.SERVER_STOPPING)
                            : new SessionStays();
        };
    }
}
