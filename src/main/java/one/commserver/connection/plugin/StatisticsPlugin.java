package one.commserver.connection.plugin;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.Plugin;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Direction;

import java.util.function.Consumer;

/// Tells the observer of each message that passes, with its size.
public final class StatisticsPlugin implements Plugin {

    /// Its name in the chain.
    public static final String NAME = "statistics";

    private final Connection connection;
    private final ConnectionObserver observer;

    public StatisticsPlugin(Connection connection, ConnectionObserver observer) {
        this.connection = connection;
        this.observer = observer;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        count(event, Direction.INCOMING);
        next.accept(event);
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        count(event, Direction.OUTGOING);
        next.accept(event);
    }

    private void count(ConnectionEvent event, Direction direction) {
        if (event instanceof ConnectionEvent.Text || event instanceof ConnectionEvent.Binary) {
            observer.message(connection, direction, event.bytes());
        }
    }
}
