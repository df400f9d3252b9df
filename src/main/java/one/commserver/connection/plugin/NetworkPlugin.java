package one.commserver.connection.plugin;

import one.commserver.connection.Plugin;
import one.commserver.wire.ConnectionEvent;

import java.util.function.Consumer;

/// The first plugin of each chain, next to the wire: nothing leaves behind a close, and nothing comes in behind
/// one.
public final class NetworkPlugin implements Plugin {

    /// Its name in the chain.
    public static final String NAME = "network";

    private boolean closingSent;
    private boolean closingSeen;

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (closingSeen) {
            return;
        }
        closingSeen = event instanceof ConnectionEvent.Closing;
        next.accept(event);
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (closingSent) {
            return;
        }
        closingSent = event instanceof ConnectionEvent.Closing;
        next.accept(event);
    }
}
