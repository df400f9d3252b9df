package one.commserver.session;

import one.commserver.connection.Connection;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ErrorCode;
import one.commserver.transport.ClientAddress;

/// Hears what sessions know and connections don't, for those who look after the server. On the connection's thread;
/// must not block, and must not throw.
public interface SessionWatch {

    /// Somebody was not let in.
    ///
    /// @param claimed who it says it is
    /// @param isProven whether it has shown that; otherwise anybody may have said so
    void refused(Connection connection, ClientAddress address, Identity claimed, boolean isProven, ErrorCode code);

    /// A client has sent a heartbeat, with what it tells of its own health.
    void reported(Connection connection, Heartbeat health);
}
