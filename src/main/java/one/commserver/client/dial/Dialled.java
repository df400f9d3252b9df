package one.commserver.client.dial;

import io.netty.channel.Channel;

import one.commserver.connection.Connection;
import one.commserver.connection.websocket.FrameDecoding;
import one.commserver.connection.websocket.WebSocketWire;

/// An open WebSocket and the connection above it.
public final class Dialled {

    private final Connection connection;
    private final WebSocketWire wire;
    private final Channel channel;

    Dialled(Connection connection, WebSocketWire wire, Channel channel) {
        this.connection = connection;
        this.wire = wire;
        this.channel = channel;
    }

    public Connection connection() {
        return connection;
    }

    /// Allows other sizes from now on. On the connection's thread.
    public void allow(int maxText, int maxBinary) {
        wire.allow(maxText, maxBinary);
        FrameDecoding.allow(channel.pipeline(), false, Math.max(maxText, maxBinary));
    }
}
