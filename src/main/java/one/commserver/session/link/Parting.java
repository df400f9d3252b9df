package one.commserver.session.link;

import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;

/// What becomes of a session when its link ends.
///
/// Spec: chapter 3, session.
public sealed interface Parting {

    /// The client may come back to it.
    record SessionStays() implements Parting {}

    /// It ends with the link.
    ///
    /// @param why what the peers of its channels are told
    record SessionOver(ChannelCloseReason why) implements Parting {}

    /// A client that closes in order wants its session no more, and a node that goes away takes it along unless
    /// sessions outlive their nodes; from any other end the client may come back.
    static Parting of(ConnectionEnd end, boolean sessionsOutliveTheirNode) {
        return switch (end.by()) {
            case LOST -> new SessionStays();
            case REMOTE ->
                    end.status().isNormal()
                            ? new SessionOver(ChannelCloseReason.CONNECTION_CLOSED)
                            : new SessionStays();
            case LOCAL ->
                    end.status().equals(CloseStatus.of(CloseReason.RESTARTING)) && !sessionsOutliveTheirNode
                            ? new SessionOver(ChannelCloseReason.SERVER_STOPPING)
                            : new SessionStays();
        };
    }
}
