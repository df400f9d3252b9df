package one.commserver.client.one.plugin;

import one.commserver.connection.Plugin;
import one.commserver.wire.ConnectionEvent;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Sends events through one plugin.
final class Through {

    private Through() {}

    static List<ConnectionEvent> out(Plugin plugin, ConnectionEvent event) {
        List<ConnectionEvent> passed = new ArrayList<>();
        plugin.outgoing(event, passed::add);
        return passed;
    }

    static List<ConnectionEvent> in(Plugin plugin, ConnectionEvent event) {
        List<ConnectionEvent> passed = new ArrayList<>();
        plugin.incoming(event, passed::add);
        return passed;
    }

    static ConnectionEvent text(String text) {
        return new ConnectionEvent.Text(text);
    }

    static ConnectionEvent bytes(byte... bytes) {
        return new ConnectionEvent.Binary(ByteBuffer.wrap(bytes));
    }

    static ConnectionEvent ascii(String text) {
        return bytes(text.getBytes(StandardCharsets.US_ASCII));
    }
}
