package one.commserver.connection;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Departure;
import one.commserver.wire.OutgoingQueue;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Predicate;

/// One connection: a wire, a chain of plugins above it, and a receiver above these.
///
/// Its chain and its state belong to the wire's thread. [#send], [#queue], [#close] and [#terminate] may be called
/// from any thread; what one thread sends leaves in the order in which it was sent, and whatever is queued before a
/// close leaves before it, as long as the close's patience lasts.
///
/// Spec: chapter 5.
public final class Connection {

    private final ConnectionId id = ConnectionId.next();
    private final Wire wire;
    private final ConnectionSettings settings;
    private final ConnectionObserver observer;
    private final PluginChain chain;
    private final OutgoingQueue outgoing;
    private final Sinks.One<ConnectionEnd> ended = Sinks.one();
    private final long openedAt;

    private volatile ConnectionState state = ConnectionState.INITIALIZING;
    private volatile ConnectionLabels labels = ConnectionLabels.UNKNOWN;
    private volatile long lastActivity;
    private Consumer<ConnectionEvent> receiver = event -> {};
    private long stateSince;
    private @Nullable ConnectionEnd end;
    private boolean truncated;

    /// Made on the wire's thread, or before the wire has one.
    public Connection(Wire wire, ConnectionSettings settings) {
        this.wire = wire;
        this.settings = settings;
        this.observer = settings.observer();
        this.openedAt = settings.clock().nanos();
        this.stateSince = openedAt;
        this.lastActivity = openedAt;
        this.outgoing = new OutgoingQueue(wire, settings.maxQueuedBytes(), this::overflow);
        this.chain = new PluginChain(this, settings.clock(), observer, event -> receiver.accept(event), this::write);
        observer.opened(this);
    }

    public ConnectionId id() {
        return id;
    }

    public ConnectionState state() {
        return state;
    }

    /// The two ends.
    public Wire.Route route() {
        return wire.route();
    }

    /// What is known of it.
    public ConnectionLabels labels() {
        return labels;
    }

    /// Says what has become known of it.
    public void label(ConnectionLabels known) {
        labels = known;
    }

    /// When it was made, on the settings' clock.
    public long openedAt() {
        return openedAt;
    }

    /// When something last came in, on the settings' clock.
    public long lastActivity() {
        return lastActivity;
    }

    /// What waits to leave, in bytes.
    public long queuedBytes() {
        return outgoing.bytes();
    }

    /// Whether nothing waits to leave and the wire takes more, as far as one can tell. Any thread.
    public boolean isClear() {
        return outgoing.bytes() == 0 && wire.isWritable();
    }

    /// Whether the wire takes more at the moment. On the wire's thread.
    public boolean isWritable() {
        return wire.isWritable();
    }

    /// The plugins' names, first to last.
    public List<String> plugins() {
        return chain.names();
    }

    /// What ends it, as soon as that is known. On the wire's thread.
    public Optional<ConnectionEnd> end() {
        return Optional.ofNullable(end);
    }

    /// How it ended; completes when it has.
    public Mono<ConnectionEnd> ended() {
        return ended.asMono();
    }

    /// Adds a plugin closest to the application. Before the first event, or on the wire's thread.
    public Connection addPlugin(Plugin plugin) {
        return addPlugin(plugin, Position.last());
    }

    /// Adds a plugin at a place of the chain.
    ///
    /// @throws IllegalArgumentException if the name is taken, or the place is beside a plugin that isn't there
    public Connection addPlugin(Plugin plugin, Position position) {
        observer.called(this, "addPlugin");
        chain.add(plugin, position);
        return this;
    }

    /// Says who gets what has come through the chain. On the wire's thread, as is each call of the receiver.
    public void receive(Consumer<ConnectionEvent> newReceiver) {
        receiver = newReceiver;
    }

    /// Sends a text message through the chain.
    public void send(String text) {
        send(new ConnectionEvent.Text(text));
    }

    /// Sends an event through the chain, when its turn comes.
    public void send(ConnectionEvent event) {
        observer.called(this, "send");
        queue(new QueuedEvent(event));
    }

    /// Puts something in line that doesn't run through the chain.
    public void queue(Departure departure) {
        outgoing.add(departure);
    }

    /// Drops what matches of what waits. On the wire's thread.
    public void dropQueued(Predicate<Departure> matches) {
        outgoing.dropIf(matches);
    }

    /// Ends the connection in order, behind what waits to leave.
    public void close(CloseReason reason) {
        close(CloseStatus.of(reason));
    }

    /// Ends the connection in order, behind what waits to leave, with words that no reason of ours has.
    public void close(CloseStatus status) {
        observer.called(this, "close");
        wire.execute(() -> startClosing(status));
    }

    /// Ends the connection at once; what waits is lost.
    public void terminate(CloseReason reason) {
        observer.called(this, "terminate");
        wire.execute(() -> cut(CloseStatus.of(reason)));
    }

    /// Stops reading from the wire, or goes on. On the wire's thread.
    public void reading(boolean on) {
        wire.reading(on);
    }

    /// Hears nothing from now on but a close. Once this has returned nothing of the other side's comes in any more.
    /// On the wire's thread.
    public void deafen() {
        wire.deafen();
    }

    /// Runs a task on the connection's thread, soon and in order, never inline.
    public void execute(Runnable task) {
        wire.execute(task);
    }

    /// Runs a task on the connection's thread after a delay, unless the wire is gone by then.
    public void schedule(Duration delay, Runnable task) {
        wire.schedule(delay, task);
    }

    /// Takes a step of the lifecycle. On the wire's thread.
    ///
    /// @throws IllegalStateException if the table doesn't have it
    public void become(ConnectionState next) {
        ConnectionState from = state;
        state = from.to(next);
        long now = settings.clock().nanos();
        observer.stateChanged(this, from, next, now - stateSince);
        stateSince = now;
    }

    // What the wire tells, on its thread.

    /// Something came in: a sign of life. Any thread, for who knows that silence is no sign of death.
    public void touched() {
        lastActivity = settings.clock().nanos();
    }

    /// An event came in.
    public void incoming(ConnectionEvent event) {
        if (state.isFinal()) {
            return;
        }
        if (event instanceof ConnectionEvent.Closing(CloseStatus status)) {
            noteEnd(new ConnectionEnd(status, ConnectionEnd.By.REMOTE));
            outgoing.end();
            wire.schedule(settings.closePatience(), () -> cut(status));
        }
        chain.incoming(event);
    }

    /// The wire can take more again.
    public void writable() {
        outgoing.drain();
    }

    /// Something is wrong that isn't told to the other side.
    public void problem(ConnectionProblem problem) {
        if (!state.isFinal()) {
            observer.error(this, problem);
        }
    }

    /// Handling what came in has failed, and that is our own fault: says so to the other side and cuts.
    public void failed(Throwable failure) {
        StackTraceElement[] trace = failure.getStackTrace();
        String where = trace.length == 0 ? "" : " at " + trace[0];
        problem(
                new ConnectionProblem(
                        "internal error: " + failure.getClass().getSimpleName() + where,
                        ErrorCode.INTERNAL_ERROR.category(),
                        ErrorCode.INTERNAL_ERROR.severity()));
        terminate(CloseReason.INTERNAL_ERROR);
    }

    /// What was to leave hasn't, up to the close: the other side can't know that this was all. An end that would be in
    /// order isn't. Before [#lost].
    public void truncated() {
        if (end != null && end.status().equals(CloseStatus.of(CloseReason.NORMAL))) {
            end = new ConnectionEnd(CloseStatus.ABNORMAL, end.by());
            truncated = true;
        }
    }

    /// The wire is gone.
    public void lost(@Nullable Throwable cause) {
        if (state.isFinal()) {
            return;
        }
        boolean inOrder = end != null && !truncated;
        ConnectionEnd how = end != null ? end : new ConnectionEnd(CloseStatus.ABNORMAL, ConnectionEnd.By.LOST);
        if (!inOrder) {
            String unknown = truncated ? "not all was sent" : "no close frame";
            String what = cause == null ? unknown : cause.getClass().getSimpleName();
            problem(
                    new ConnectionProblem(
                            "connection broken: " + what, ErrorCode.Category.CONNECTION, ErrorCode.Severity.WARNING));
        }
        become(inOrder && state == ConnectionState.CLOSING ? ConnectionState.CLOSED : ConnectionState.FAILED);
        outgoing.end();
        observer.closed(this, how.status());
        ended.tryEmitValue(how);
    }

    @Override
    public String toString() {
        return id + "[" + state + "]";
    }

    private void startClosing(CloseStatus status) {
        if (state == ConnectionState.CLOSING || state.isFinal()) {
            return;
        }
        noteEnd(new ConnectionEnd(status, ConnectionEnd.By.LOCAL));
        queue(new QueuedEvent(new ConnectionEvent.Closing(status)));
        wire.schedule(settings.closePatience(), () -> cut(status));
    }

    private void cut(CloseStatus status) {
        if (state.isFinal()) {
            return;
        }
        noteEnd(new ConnectionEnd(status, ConnectionEnd.By.LOCAL));
        outgoing.end();
        wire.terminate(status);
    }

    private void noteEnd(ConnectionEnd how) {
        if (end == null) {
            end = how;
            become(ConnectionState.CLOSING);
        }
    }

    private void overflow() {
        wire.execute(() -> {
            problem(ConnectionProblem.of(ErrorCode.SLOW_CONSUMER));
            cut(CloseStatus.of(CloseReason.TRY_AGAIN_LATER));
        });
    }

    private void write(ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Closing(CloseStatus status) -> {
                outgoing.end();
                wire.close(status, settings.closePatience());
            }
            case ConnectionEvent.Ping ping -> {
                wire.write(ping);
                wire.flush();
            }
            default -> wire.write(event);
        }
    }

    /// An event that runs through the chain when it leaves the queue.
    private final class QueuedEvent implements Departure {

        private final ConnectionEvent event;
        private final int bytes;

        private QueuedEvent(ConnectionEvent event) {
            this.event = event;
            this.bytes = event.bytes();
        }

        @Override
        public int bytes() {
            return bytes;
        }

        @Override
        public void depart() {
            chain.outgoing(event);
        }

        @Override
        public void drop() {
            // nothing is held
        }
    }
}
