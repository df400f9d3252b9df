package one.commserver.drain;

import one.commserver.connection.Connection;
import one.commserver.connection.NanoClock;
import one.commserver.limits.InForce;
import one.commserver.protocol.CloseReason;
import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Gate;
import one.commserver.transport.Link;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;

/// Empties this node: readiness goes down; after the notice nobody is let in any more and each client is told its own
/// moment to leave; who is still there behind its moment and the leeway is closed, a batch at a time. As soon as nobody
/// is left it is over, and at the limit whoever is left is cut.
///
/// The process may go on: an operator starts a drain with [#start] and takes it back with [#cancel]. A process that
/// ends does the same, going on with a drain that runs already, and can't be held back. Safe from any thread; nothing
/// here waits.
///
/// Spec: chapter 11.
public final class Drain {

    /// How far it is.
    public enum State {
        /// Not begun: clients are let in and served.
        SERVING,
        /// Readiness is down; clients are still let in.
        ANNOUNCED,
        /// Nobody is let in, and clients leave.
        LEAVING,
        /// Nobody is left, and nobody is let in.
        DRAINED
    }

    private static final Logger LOG = LoggerFactory.getLogger(Drain.class);

    /// How long the sockets that were cut may take to go.
    static final Duration CUTTING = Duration.ofSeconds(1);

    /// Closed with one look where there is no time: the closing of very many in one go has overflowed stacks.
    private static final int HURRIED_BATCH = 1024;

    /// What is emptied.
    ///
    /// @param readiness told whether this node is to get more clients
    /// @param resumable whether sessions go on elsewhere
    record Node(ConnectionManager connections, Gate gate, Consumer<Boolean> readiness, boolean resumable) {}

    private final Node node;
    private final InForce<DrainProperties> inForce;
    private final Duration closePatience;
    private final Scheduler timers;
    private final NanoClock clock;
    private final DrainMeters meters;
    private final List<Runnable> whenDrained = new ArrayList<>();
    private volatile State state = State.SERVING;

    /// Those by which the present drain goes.
    private DrainProperties properties;

    private @Nullable Disposable timer;
    private @Nullable Exodus exodus;
    private long begun;
    private long deadline;
    private boolean hurried;
    private boolean isHurriedBefore;
    private boolean isCut;
    private boolean ending;

    /// @param properties a drain goes by those that are in force when it begins
    /// @param closePatience how long one close may take
    /// @param timers where it has its looks
    Drain(
            Node node,
            InForce<DrainProperties> properties,
            Duration closePatience,
            Scheduler timers,
            NanoClock clock,
            DrainMeters meters) {
        this.node = node;
        this.inForce = properties;
        this.properties = properties.now();
        this.closePatience = closePatience;
        this.timers = timers;
        this.clock = clock;
        this.meters = meters;
    }

    /// How far it is.
    public State state() {
        return state;
    }

    /// Begins. Does nothing if it has begun already.
    public synchronized void start() {
        if (state != State.SERVING) {
            return;
        }
        properties = inForce.now();
        begun = clock.nanos();
        deadline = begun + properties.limit().toNanos();
        state = State.ANNOUNCED;
        meters.active(true);
        node.readiness.accept(false);
        if (!isEmpty()) {
            LOG.info(
                    "Draining: {} connections, nobody is let in after {} ms, the last one leaves within {} ms",
                    node.connections.connectionCount(),
                    properties.notice().toMillis(),
                    properties.limit().toMillis());
        }
        long nanos = DrainProperties.TICK.toNanos();
        timer = timers.schedulePeriodically(this::look, nanos, nanos, TimeUnit.NANOSECONDS);
        if (isHurriedBefore) {
            hurry();
        } else {
            advance();
        }
    }

    /// Takes it back, wherever it is: clients are let in again, readiness goes up, and nobody is closed any more. Who
    /// was told to leave isn't told to stay: it may leave at its moment, and may come back.
    ///
    /// @return false if this comes too late: the process is ending
    public synchronized boolean cancel() {
        if (ending) {
            return false;
        }
        reopen();
        return true;
    }

    /// Gives nobody any more time: who is still there is closed now, in order, and cut if it doesn't go. If no drain
    /// has begun, the next one gives nobody any. Does nothing if it is over.
    public synchronized void hurry() {
        if (state == State.SERVING) {
            isHurriedBefore = true;
        }
        if (state == State.ANNOUNCED || state == State.LEAVING) {
            LOG.info("No more time: closing {} connections", node.connections.connectionCount());
            hurry(clock.nanos());
            advance();
        }
    }

    /// The process ends: drains, or goes on with the drain that has begun. Nobody can take it back from now on.
    ///
    /// @param done run when nobody is left, or when the limit is reached, on any thread
    synchronized void stop(Runnable done) {
        ending = true;
        if (state == State.DRAINED) {
            done.run();
            return;
        }
        whenDrained.add(done);
        start();
    }

    /// The process goes on after all, or again.
    synchronized void reopen() {
        ending = false;
        isHurriedBefore = false;
        if (state == State.SERVING) {
            return;
        }
        halt();
        state = State.SERVING;
        meters.active(false);
        node.gate.open();
        node.readiness.accept(true);
        LOG.info("Serving again");
    }

    private void look() {
        try {
            advance();
        } catch (RuntimeException failure) {
            // the next look may fare better
            LOG.error("Draining failed", failure);
        }
    }

    private synchronized void advance() {
        long now = clock.nanos();
        if (state == State.ANNOUNCED && (isEmpty() || now - begun >= properties.notice().toNanos())) {
            leave(now);
        }
        if (state != State.LEAVING || exodus == null) {
            return;
        }
        exodus.advance(now, hurried ? HURRIED_BATCH : properties.batch());
        if (!isCut && now - deadline >= 0) {
            cutAll();
        }
        if (isEmpty() || (isCut && now - deadline >= CUTTING.toNanos())) {
            finish(exodus, now);
        }
    }

    private void leave(long now) {
        node.gate.shut();
        List<Link> links = node.connections.links().toList();
        long[] moments = properties.spread().moments(links.size(), properties.window(), ThreadLocalRandom.current());
        exodus = new Exodus(links, moments, properties.leeway(), node.resumable, meters, now);
        state = State.LEAVING;
        if (properties.window().isZero()) {
            hurry(now);
        }
    }

    private void hurry(long now) {
        if (exodus == null) {
            leave(now);
        }
        if (!hurried && exodus != null) {
            hurried = true;
            exodus.hurry(now);
            long soon = now + closePatience.plus(CUTTING).toNanos();
            deadline = soon - deadline < 0 ? soon : deadline;
        }
    }

    private void cutAll() {
        isCut = true;
        List<Connection> left =
                node.connections.links().map(Link::connection).filter(each -> !each.state().isFinal()).toList();
        left.forEach(connection -> {
            connection.terminate(CloseReason.RESTARTING);
            meters.cut();
        });
        if (!left.isEmpty()) {
            LOG.warn("{} connections are still there and are cut", left.size());
        }
    }

    private void finish(Exodus leaving, long now) {
        leaving.end();
        halt();
        state = State.DRAINED;
        Duration time = Duration.ofNanos(now - begun);
        meters.took(time);
        LOG.info(
                "Drained in {} ms: {} connections had left, {} were closed",
                time.toMillis(),
                leaving.left(),
                leaving.closed());
        whenDrained.forEach(Runnable::run);
        whenDrained.clear();
    }

    private void halt() {
        if (timer != null) {
            timer.dispose();
            timer = null;
        }
        exodus = null;
        hurried = false;
        isCut = false;
    }

    private boolean isEmpty() {
        return node.gate.isEmpty();
    }
}
