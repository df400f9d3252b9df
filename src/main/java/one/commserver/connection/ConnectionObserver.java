package one.commserver.connection;

import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;

import java.util.List;

/// Hears of everything that happens to connections; statistics, meters and logs are made from it. Called on the
/// connection's thread unless said otherwise; must not block, and must not throw.
public interface ConnectionObserver {

    /// Hears nothing.
    ConnectionObserver NONE = new ConnectionObserver() {};

    /// A connection was made.
    default void opened(Connection connection) {}

    /// It took a step of its lifecycle.
    ///
    /// @param nanos how long it was in the former state
    default void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {}

    /// A plugin got its place.
    ///
    /// @param order all plugins' names, first to last
    default void pluginAdded(Connection connection, String plugin, List<String> order) {}

    /// A plugin has handled an event.
    ///
    /// @param nanos its own time
    default void pluginRan(Connection connection, String plugin, Direction direction, int bytes, long nanos) {}

    /// A message of the chain has come in or gone out: text, or binary at a client.
    default void message(Connection connection, Direction direction, int bytes) {}

    /// Binary frames that don't run through the chain have come in or gone out.
    default void frames(Connection connection, Direction direction, long count, long bytes) {}

    /// A ping was answered.
    default void roundTrip(Connection connection, long nanos) {}

    /// One of the connection's methods was called: `send`, `close`, `terminate`, `addPlugin`. Any thread.
    default void called(Connection connection, String method) {}

    /// Something went wrong.
    default void error(Connection connection, ConnectionProblem problem) {}

    /// The connection has ended. The last call for it.
    default void closed(Connection connection, CloseStatus status) {}

    /// One observer that tells all of them, in order.
    static ConnectionObserver all(List<ConnectionObserver> observers) {
        return observers.size() == 1 ? observers.getFirst() : new CompositeObserver(observers);
    }
}
