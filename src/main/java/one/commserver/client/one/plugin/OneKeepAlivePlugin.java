package one.commserver.client.one.plugin;

import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.connection.NanoClock;
import one.commserver.connection.Plugin;
import one.commserver.connection.PluginContext;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Sends a sign of life when nothing else is sent, and notices a peer of whom nothing comes. It is encrypted, so a
/// server can't keep a dead peer alive. While this end itself doesn't read, nobody's silence counts.
public final class OneKeepAlivePlugin implements Plugin {

    /// Its name in the chain.
    public static final String NAME = "keep-alive";

    private static final Keyword SIGN = new Keyword("keepalive");

    private final Duration pulse;
    private final Duration patience;
    private final NanoClock clock;
    private final BooleanSupplier paused;
    private final Consumer<OneException> failed;
    private @Nullable PluginContext context;
    private long lastSent;
    private long lastHeard;
    private boolean over;

    /// @param pulse how long nothing is sent before a sign of life is
    /// @param patience how long nothing comes before the peer is dead
    /// @param paused whether this end doesn't read at the moment
    /// @param failed told once, on the connection's thread
    public OneKeepAlivePlugin(
            Duration pulse, Duration patience, NanoClock clock, BooleanSupplier paused, Consumer<OneException> failed) {
        this.pulse = pulse;
        this.patience = patience;
        this.clock = clock;
        this.paused = paused;
        this.failed = failed;
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void attached(PluginContext newContext) {
        context = newContext;
        lastSent = clock.nanos();
        lastHeard = lastSent;
        newContext.connection().schedule(pulse, this::beat);
        newContext.connection().schedule(patience, this::watch);
    }

    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        switch (event) {
            case ConnectionEvent.Text(String text, int _) -> {
                lastHeard = clock.nanos();
                if (!SIGN.is(text)) {
                    next.accept(new ConnectionEvent.Text(SIGN.unescape(text)));
                }
            }
            case ConnectionEvent.Binary _ -> {
                lastHeard = clock.nanos();
                next.accept(event);
            }
            default -> next.accept(event);
        }
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        lastSent = clock.nanos();
        next.accept(
                event instanceof ConnectionEvent.Text(String text, int _)
                        ? new ConnectionEvent.Text(SIGN.escape(text))
                        : event);
    }

    private void beat() {
        PluginContext here = context;
        if (here == null || over || here.connection().state().isFinal()) {
            return;
        }
        // A wire that takes nothing has something to send.
        if (clock.since(lastSent).compareTo(pulse) >= 0 && here.connection().isWritable()) {
            lastSent = clock.nanos();
            here.connection().queue(new Sign(here));
        }
        here.connection().schedule(rest(pulse, lastSent), this::beat);
    }

    private void watch() {
        PluginContext here = context;
        if (here == null || over || here.connection().state().isFinal()) {
            return;
        }
        if (paused.getAsBoolean()) {
            lastHeard = clock.nanos();
        }
        if (clock.since(lastHeard).compareTo(patience) >= 0) {
            over = true;
            failed.accept(new OneException(Reason.SILENT, "Keepalive: No lifesign of the other side"));
            return;
        }
        here.connection().schedule(rest(patience, lastHeard), this::watch);
    }

    /// What is left of a time, or all of it where nothing is: then a wire was waited for.
    private Duration rest(Duration whole, long since) {
        Duration rest = whole.minus(clock.since(since));
        return rest.isPositive() ? rest : whole;
    }

    /// Leaves from this place of the chain, so it isn't escaped, and in its turn, so it is flushed.
    private record Sign(PluginContext context) implements Departure {

        @Override
        public int bytes() {
            return 0;
        }

        @Override
        public void depart() {
            context.emitOutgoing(new ConnectionEvent.Text(SIGN.word()));
        }

        @Override
        public void drop() {
            // nothing is held
        }
    }
}
