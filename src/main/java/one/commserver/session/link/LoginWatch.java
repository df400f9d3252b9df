package one.commserver.session.link;

import one.commserver.connection.Connection;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ErrorCode;
import one.commserver.transport.ClientAddress;

/// Hears who isn't let in, in whatever dialect, for those who look after the server. On the connection's thread; must
/// not block, and must not throw.
public interface LoginWatch {

    /// Somebody was not let in.
    ///
    /// @param claimed who it says it is
    /// @param isProven whether it has shown that; otherwise anybody may have said so
    void refused(Connection connection, ClientAddress address, Identity claimed, boolean isProven, ErrorCode code);
}
