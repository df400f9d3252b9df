package one.commserver.connection;

import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;

import java.util.List;
import java.util.function.Consumer;

/// Passes everything on to several observers.
final class CompositeObserver implements ConnectionObserver {

    private final List<ConnectionObserver> observers;

    CompositeObserver(List<ConnectionObserver> observers) {
        this.observers = List.copyOf(observers);
    }

    @Override
    public void opened(Connection connection) {
        each(o -> o.opened(connection));
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        each(o -> o.stateChanged(connection, from, to, nanos));
    }

    @Override
    public void pluginAdded(Connection connection, String plugin, List<String> order) {
        each(o -> o.pluginAdded(connection, plugin, order));
    }

    @Override
    public void pluginRan(Connection connection, String plugin, Direction direction, int bytes, long nanos) {
        each(o -> o.pluginRan(connection, plugin, direction, bytes, nanos));
    }

    @Override
    public void message(Connection connection, Direction direction, int bytes) {
        each(o -> o.message(connection, direction, bytes));
    }

    @Override
    public void frames(Connection connection, Direction direction, long count, long bytes) {
        each(o -> o.frames(connection, direction, count, bytes));
    }

    @Override
    public void roundTrip(Connection connection, long nanos) {
        each(o -> o.roundTrip(connection, nanos));
    }

    @Override
    public void called(Connection connection, String method) {
        each(o -> o.called(connection, method));
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        each(o -> o.error(connection, problem));
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        each(o -> o.closed(connection, status));
    }

    private void each(Consumer<ConnectionObserver> call) {
        observers.forEach(call);
    }
}
