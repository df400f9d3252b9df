package one.commserver.connection;

import one.commserver.wire.ConnectionEvent;

import java.util.function.Consumer;

/// A link of a connection's chain. Incoming events visit the plugins from first to last, outgoing ones from last to
/// first. A plugin passes on what it wants to: the same event, another one, several, or none.
///
/// Everything is called on the connection's thread.
public interface Plugin {

    /// Its name in the chain, in statistics and in reports; unique within a connection.
    String name();

    /// It has its place. Kept by a plugin that adds events on its own.
    default void attached(PluginContext context) {}

    /// An event comes in.
    ///
    /// @param next takes what goes on to the next plugin, and behind the last one to the receiver
    default void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        next.accept(event);
    }

    /// An event goes out.
    ///
    /// @param next takes what goes on to the previous plugin, and before the first one to the wire
    default void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        next.accept(event);
    }
}
