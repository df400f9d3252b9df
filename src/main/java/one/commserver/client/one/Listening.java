package one.commserver.client.one;

import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.LinkThread;
import one.commserver.client.one.OneListener.State;
import one.commserver.crypto.box.BoxKeyPair;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.publisher.FluxSink;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.HashSet;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;
import java.util.function.DoubleSupplier;

/// What goes on while somebody takes a listener's connections: keeps its sockets waiting at the server, and what they
/// bring waiting for the application. Belongs to one thread of its own, but for what its sockets tell.
final class Listening implements Spare.Owner {

    private final LinkThread thread = new LinkThread();
    private final Dialer dialer;
    private final BoxKeyPair own;
    private final OneSettings settings;
    private final DoubleSupplier random;
    private final BiConsumer<State, @Nullable Throwable> report;
    private final FluxSink<OneConnection> sink;
    private final Set<Spare> registered = new HashSet<>();
    private final Set<Spare> accepting = new HashSet<>();
    private final Queue<OneConnection> waiting = new ArrayDeque<>();
    private @Nullable Spare connecting;
    private @Nullable Disposable timer;
    private @Nullable Throwable lastFailure;
    private int owed;
    private boolean over;

    /// @param random from 0 to 1
    /// @param report told of the state, and of what has failed last
    Listening(
            Dialer dialer,
            BoxKeyPair own,
            OneSettings settings,
            DoubleSupplier random,
            BiConsumer<State, @Nullable Throwable> report,
            FluxSink<OneConnection> sink) {
        this.dialer = dialer;
        this.own = own;
        this.settings = settings;
        this.random = random;
        this.report = report;
        this.sink = sink;
    }

    void start() {
        sink.onRequest(more -> thread.execute(this::drain));
        sink.onDispose(() -> thread.execute(this::stop));
        thread.execute(this::refill);
    }

    @Override
    public void registered(Spare spare) {
        thread.execute(() -> {
            connecting = null;
            registered.add(spare);
            lastFailure = null;
            refill();
        });
    }

    @Override
    public void handedOver(Spare spare) {
        thread.execute(() -> {
            registered.remove(spare);
            accepting.add(spare);
            refill();
        });
    }

    @Override
    public void accepted(Spare spare, OneConnection connection) {
        thread.execute(() -> {
            accepting.remove(spare);
            if (over) {
                discard(connection);
                return;
            }
            waiting.add(connection);
            drain();
        });
    }

    @Override
    public void failed(Spare spare, Throwable why) {
        thread.execute(() -> {
            lastFailure = why;
            // whose request came to nothing has been replaced already
            if (!accepting.remove(spare)) {
                registered.remove(spare);
                connecting = spare.equals(connecting) ? null : connecting;
                owed++;
                later();
            }
            refill();
        });
    }

    /// Opens one socket after the other, up to as many as are wanted and aren't put off after a failure.
    private void refill() {
        boolean room = waiting.size() + accepting.size() < settings.backlog();
        if (!over && room && connecting == null && registered.size() + owed < settings.spares()) {
            Spare spare = new Spare(own, settings, this);
            connecting = spare;
            spare.open(dialer);
        }
        tell();
    }

    private void later() {
        if (timer == null && !over) {
            Duration delay = settings.reconnectDelay();
            long millis = delay.plusMillis((long) (delay.toMillis() * random.getAsDouble())).toMillis();
            timer = settings.timers().schedule(() -> thread.execute(this::again), millis, TimeUnit.MILLISECONDS);
        }
    }

    private void again() {
        timer = null;
        owed = 0;
        refill();
    }

    private void drain() {
        while (!over && !waiting.isEmpty() && sink.requestedFromDownstream() > 0) {
            sink.next(waiting.remove());
        }
        refill();
    }

    private void stop() {
        over = true;
        if (timer != null) {
            timer.dispose();
        }
        if (connecting != null) {
            connecting.close();
        }
        registered.forEach(Spare::close);
        accepting.forEach(Spare::close);
        waiting.forEach(this::discard);
        waiting.clear();
        registered.clear();
        tell();
    }

    private void discard(OneConnection connection) {
        connection.close().subscribe();
    }

    private void tell() {
        State state = over ? State.NOT_LISTENING : registered.isEmpty() ? State.CONNECTING : State.LISTENING;
        report.accept(state, lastFailure);
    }
}
