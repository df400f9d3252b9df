package one.commserver.session;

import one.commserver.connection.Connection;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.session.link.LoginWatch;

/// Hears what sessions know and connections don't, for those who look after the server. On the connection's thread;
/// must not block, and must not throw.
public interface SessionWatch extends LoginWatch {

    /// A client has sent a heartbeat, with what it tells of its own health.
    void reported(Connection connection, Heartbeat health);
}
