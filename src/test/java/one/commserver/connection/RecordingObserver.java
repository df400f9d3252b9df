package one.commserver.connection;

import one.commserver.wire.CloseStatus;
import one.commserver.wire.Direction;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/// Keeps what it hears, as lines.
final class RecordingObserver implements ConnectionObserver {

    final List<String> heard = new ArrayList<>();
    final Map<ConnectionState, Long> nanosIn = new EnumMap<>(ConnectionState.class);

    @Override
    public void opened(Connection connection) {
        heard.add("opened");
    }

    @Override
    public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
        heard.add(from + ">" + to);
        nanosIn.merge(from, nanos, Long::sum);
    }

    @Override
    public void pluginAdded(Connection connection, String plugin, List<String> order) {
        heard.add("plugin " + plugin + " in " + order);
    }

    @Override
    public void message(Connection connection, Direction direction, int bytes) {
        heard.add(direction + " " + bytes);
    }

    @Override
    public void roundTrip(Connection connection, long nanos) {
        heard.add("round trip " + nanos);
    }

    @Override
    public void called(Connection connection, String method) {
        heard.add("called " + method);
    }

    @Override
    public void error(Connection connection, ConnectionProblem problem) {
        heard.add("error " + problem.error());
    }

    @Override
    public void closed(Connection connection, CloseStatus status) {
        heard.add("closed " + status.code());
    }
}
