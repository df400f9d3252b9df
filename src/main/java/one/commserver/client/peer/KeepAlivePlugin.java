package one.commserver.client.peer;

import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.RecordHead;
import one.commserver.connection.NanoClock;
import one.commserver.connection.Plugin;
import one.commserver.connection.PluginContext;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Sends a sign of life when nothing else is sent, and notices a peer that sends none. It is encrypted, so a server
/// can't keep a dead peer alive. While this end itself doesn't read, nobody's silence counts.
///
/// Spec: chapter 8, records.
final class KeepAlivePlugin implements Plugin {

    /// Its name in the chain.
    static final String NAME = "keep-alive";

    /// After how many silent intervals a peer is dead.
    static final int PATIENCE = 3;

    private final Duration interval;
    private final NanoClock clock;
    private final BooleanSupplier paused;
    private final Consumer<EncryptionException> dead;
    private @Nullable PluginContext context;
    private long lastSent;
    private long lastHeard;

    /// @param paused whether this end doesn't read at the moment
    /// @param dead told of a silent peer
    KeepAlivePlugin(Duration interval, NanoClock clock, BooleanSupplier paused, Consumer<EncryptionException> dead) {
        this.interval = interval;
        this.clock = clock;
        this.paused = paused;
        this.dead = dead;
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
        newContext.connection().schedule(interval, this::tick);
    }

    /// A record has come, perhaps only a part of a message.
    void heard() {
        lastHeard = clock.nanos();
    }

    @Override
    public void incoming(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        if (!(event instanceof ConnectionEvent.Binary(ByteBuffer data))
                || !PeerMessage.head(data).equals(RecordHead.KEEP_ALIVE)) {
            next.accept(event);
        }
    }

    @Override
    public void outgoing(ConnectionEvent event, Consumer<ConnectionEvent> next) {
        lastSent = clock.nanos();
        next.accept(event);
    }

    private void tick() {
        PluginContext here = context;
        if (here == null || here.connection().state().isFinal()) {
            return;
        }
        if (paused.getAsBoolean()) {
            lastHeard = clock.nanos();
        }
        if (clock.since(lastHeard).compareTo(interval.multipliedBy(PATIENCE)) >= 0) {
            dead.accept(new EncryptionException(Reason.TIMED_OUT, "the peer gives no sign of life"));
            return;
        }
        // A wire that takes nothing has something to send.
        if (clock.since(lastSent).compareTo(interval) >= 0 && here.connection().isWritable()) {
            lastSent = clock.nanos();
            here.emitOutgoing(
                    new ConnectionEvent.Binary(ByteBuffer.wrap(new byte[] {RecordHead.KEEP_ALIVE.encoded()})));
        }
        here.connection().schedule(interval, this::tick);
    }
}
