package one.commserver.connection.plugin;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.NanoClock;
import one.commserver.connection.Plugin;
import one.commserver.connection.PluginContext;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;

/// Pings when it is told to, and measures the round trip from the answers. It has no timer of its own: whoever
/// watches many connections has one for all. (Pings of the other side are answered by the wire, as RFC 6455 wants
/// it.)
public final class PingPongPlugin implements Plugin {

    /// Its name in the chain.
    public static final String NAME = "ping-pong";

    private final NanoClock clock;
    private final ConnectionObserver observer;
    private @Nullable PluginContext context;
    private long pingedAt;
    private long payload;
    private boolean waiting;
    private volatile long roundTripNanos = -1;

    public PingPongPlugin(NanoClock clock, ConnectionObserver observer) {
        this.clock = clock;
        this.observer = observer;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void attached(PluginContext newContext) {
        context = newContext;
    }

    /// Sends a ping, past what waits to leave. Before a wire that takes no more at the moment only one ping waits:
    /// its answer comes when the other side has read up to it. On the connection's thread.
    public void ping() {
        if (context == null || (waiting && !context.connection().isWritable())) {
            return;
        }
        pingedAt = clock.nanos();
        payload = ThreadLocalRandom.current().nextLong();
        waiting = true;
        context.emitOutgoing(new ConnectionEvent.Ping(payload));
    }

    /// The last round trip in nanoseconds, or -1 if there was none.
    public long roundTripNanos() {
        return roundTripNanos;
    }

    /// Swallows pongs. Only the answer to the last ping counts, so that a peer can't claim a round trip that
    /// wasn't.
    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (event instanceof ConnectionEvent.Pong(long answered)) {
            if (waiting && context != null && answered == payload) {
                waiting = false;
                roundTripNanos = clock.nanos() - pingedAt;
                observer.roundTrip(context.connection(), roundTripNanos);
            }
            return;
        }
        next.accept(event);
    }
}
