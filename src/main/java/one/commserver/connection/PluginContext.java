package one.commserver.connection;

import one.commserver.wire.ConnectionEvent;

/// What a plugin may do by itself, from its own place in the chain.
public interface PluginContext {

    /// The connection that it belongs to.
    Connection connection();

    /// Sends an event on to the plugins behind this one and to the receiver. Only on the connection's thread.
    void emitIncoming(ConnectionEvent event);

    /// Sends an event out through the plugins before this one, at once: past what waits in the queue. Only on the
    /// connection's thread.
    void emitOutgoing(ConnectionEvent event);
}
