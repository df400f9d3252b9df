package one.commserver.client.dial;

import one.commserver.connection.Connection;
import one.commserver.connection.websocket.WebSocketWire;

/// An open WebSocket and the connection above it.
public final class Dialled {

    private final Connection connection;
    private final WebSocketWire wire;

    Dialled(Connection connection, WebSocketWire wire) {
        this.connection = connection;
        this.wire = wire;
    }

    public Connection connection() {
        return connection;
    }

    /// Allows other sizes from now on. On the connection's thread.
    public void allow(int maxText, int maxBinary) {
        wire.allow(maxText, maxBinary);
    }
}
