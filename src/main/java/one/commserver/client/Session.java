package one.commserver.client;

import one.commserver.client.ClientException.ServerViolation;
import one.commserver.client.dial.LinkThread;
import one.commserver.client.flow.GrantPool;
import one.commserver.client.flow.Outbox;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.MessageCodec;

import org.jspecify.annotations.Nullable;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// What goes on from one link of a place to the next: the thread, the channels, and who listens for offers. At any time
/// it has one link or none. Everything belongs to its thread unless it says otherwise.
///
/// When a link is lost its channels wait for the next one, as long as the server keeps the session.
///
/// Spec: chapter 3, session; chapter 8, survival.
final class Session implements Executor {

    /// How many bytes of data wait in a link's queue at most, not counting one frame; the rest stays with its
    /// publishers.
    static final long QUEUED_DATA = 256 * 1024;

    /// How long a peer may wait to hear what has arrived here.
    static final Duration CONFIRMATION_DELAY = Duration.ofMillis(100);

    /// What a session has while there is a link.
    ///
    /// @param limits what the server allows
    /// @param grants the link's window and the channels that share it
    /// @param outbox where data frames wait their turn
    record Lane(Connection connection, Limits limits, GrantPool grants, Outbox outbox) {}

    private final ClientSettings settings;
    private final MessageCodec codec;
    private final Runnable forgotten;
    private final LinkThread thread = new LinkThread();
    private final Channels channels = new Channels(this);
    private final Openings openings = new Openings(this, channels);
    private final AtomicInteger dials = new AtomicInteger();
    private final Disposable.Swap expiry = Disposables.swap();
    private @Nullable Lane lane;
    private @Nullable Lane former;
    private long losses;

    /// @param forgotten run when the session is over without the server's word
    Session(ClientSettings settings, MessageCodec codec, Runnable forgotten) {
        this.forgotten = forgotten;
        this.settings = settings;
        this.codec = codec;
    }

    // Any thread.

    ClientSettings settings() {
        return settings;
    }

    MessageCodec codec() {
        return codec;
    }

    LinkThread thread() {
        return thread;
    }

    Openings openings() {
        return openings;
    }

    /// A link of this place is being made, or not any more.
    void dialling(boolean now) {
        dials.addAndGet(now ? 1 : -1);
    }

    /// Runs a task on the session's thread, never inline.
    @Override
    public void execute(Runnable task) {
        thread.execute(task);
    }

    /// Runs a task on the session's thread later.
    Disposable later(Duration delay, Runnable task) {
        return settings.timers().schedule(() -> execute(task), delay.toMillis(), TimeUnit.MILLISECONDS);
    }

    /// Signals on the session's thread, which is what whoever waits for an answer is told by that it is overdue.
    Mono<Boolean> after(Duration delay) {
        return thread.after(delay, settings.timers());
    }

    /// Runs a task on the session's thread when the time for an answer is over.
    Disposable whenOverdue(Runnable task) {
        return later(settings.requestTimeout(), task);
    }

    // The session's thread.

    Channels channels() {
        return channels;
    }

    /// What the present link brings.
    ///
    /// @throws IllegalStateException if there is none
    Lane lane() {
        if (lane == null) {
            throw new IllegalStateException("the session has no link");
        }
        return lane;
    }

    /// How often a link was lost.
    long losses() {
        return losses;
    }

    boolean isLinkedBy(Connection connection) {
        return lane != null && lane.connection.equals(connection);
    }

    /// Sends a message on the present link. Without one it is lost: whoever needs it repeats it on the next one.
    void send(ClientMessage message) {
        if (lane != null) {
            lane.connection.send(codec.encode(message));
        }
    }

    /// There is a new link, and nothing was read from it behind `auth_success`.
    ///
    /// @throws ServerViolation if what the server says of the channels can't be
    void attach(Connection connection, AuthSuccess success) {
        if (lane != null) {
            leave(ClientException.LinkClosed.replaced());
        }
        expiry.update(Disposables.disposed());
        Limits limits = success.limits();
        Lane last = former;
        boolean goesOn = success.resumed() && last != null && sameWindows(last.limits, limits);
        if (!goesOn) {
            end(ChannelEnd.by(ClosedBy.SERVER, ChannelCloseReason.CONNECTION_LOST));
        }
        if (!success.resumed()) {
            channels.startAnew();
        }
        GrantPool grants = goesOn && last != null ? last.grants : pool(limits);
        lane = new Lane(connection, limits, grants, new Outbox(connection, QUEUED_DATA));
        channels.resume(success.channels());
    }

    /// A link has ended.
    void detach(Connection connection, LinkEnd how, ClientException failure) {
        if (!isLinkedBy(connection)) {
            return;
        }
        ChannelCloseReason reason =
                how.by() == ConnectionEnd.By.LOST
                        ? ChannelCloseReason.CONNECTION_LOST
                        : ChannelCloseReason.CONNECTION_CLOSED;
        leave(failure);
        // who is replaced while it dials is replaced by itself
        if (how.leavesSession() || (how.isReplaced() && dials.get() > 0)) {
            losses++;
            expiry.update(later(settings.sessionLife(), this::expired));
        } else {
            ClosedBy by = how.by() == ConnectionEnd.By.LOCAL ? ClosedBy.CLIENT : ClosedBy.SERVER;
            former = null;
            channels.end(ChannelEnd.by(by, reason), failure);
        }
    }

    /// Nobody will connect here any more.
    void abandon() {
        if (lane == null) {
            expiry.update(Disposables.disposed());
            forgotten.run();
            end(ChannelEnd.by(ClosedBy.CLIENT, ChannelCloseReason.CONNECTION_CLOSED));
        }
    }

    private void leave(ClientException failure) {
        openings.end(failure);
        former = lane;
        lane = null;
        channels.suspend();
    }

    private void expired() {
        if (lane == null) {
            forgotten.run();
            end(ChannelEnd.by(ClosedBy.CLIENT, ChannelCloseReason.SESSION_EXPIRED));
        }
    }

    private void end(ChannelEnd how) {
        former = null;
        channels.end(how, new ClientException.ChannelClosed(how));
    }

    private GrantPool pool(Limits limits) {
        return new GrantPool(
                limits.connectionWindow(), limits.channelWindow(), Math.min(limits.channels(), settings.maxChannels()));
    }

    /// Whether what was sent and granted before is still allowed.
    private static boolean sameWindows(Limits one, Limits other) {
        return one.binaryFrame() == other.binaryFrame()
                && one.channels() == other.channels()
                && one.channelWindow() == other.channelWindow()
                && one.connectionWindow() == other.connectionWindow();
    }
}
