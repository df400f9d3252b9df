package one.commserver.health;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionId;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.NanoClock;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.transport.Link;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/// Decides about links that look dead, each on its own thread.
///
/// What waits in the socket is a sign of life, too: so the verdict falls only after that thread has been to the
/// socket once more. And a thread that comes late to the review has not read for as long, which is not the client's
/// fault.
final class SilenceReview {

    private static final Logger LOG = LoggerFactory.getLogger(SilenceReview.class);

    private static final String TIMED_OUT =
            MessageCodec.shared().encode(ErrorMessage.of(ErrorCode.CONNECTION_TIMEOUT, null));

    /// Enough for an event loop to go round once.
    private static final Duration ONE_MORE_READ = Duration.ofMillis(10);

    private final LastSigns signs;
    private final Duration timeout;
    private final Duration allowance;
    private final NanoClock clock;
    private final InstantSource wallClock;
    private final List<EvictionListener> listeners;
    private final Map<ConnectionId, Long> underReview = new ConcurrentHashMap<>();

    /// @param allowance how late a link's thread may come to the review
    SilenceReview(
            LastSigns signs,
            Duration timeout,
            Duration allowance,
            NanoClock clock,
            InstantSource wallClock,
            List<EvictionListener> listeners) {
        this.signs = signs;
        this.timeout = timeout;
        this.allowance = allowance;
        this.clock = clock;
        this.wallClock = wallClock;
        this.listeners = List.copyOf(listeners);
    }

    /// Has a look at a link if it seems dead and nobody looks yet. Any thread.
    void of(Link link) {
        Connection connection = link.connection();
        if (seemsDead(link) && underReview.putIfAbsent(connection.id(), clock.nanos()) == null) {
            long asked = clock.nanos();
            connection.execute(() -> begin(link, asked));
        }
    }

    /// Forgets reviews whose link went away in their midst.
    void forgetOld() {
        long now = clock.nanos();
        underReview.values().removeIf(since -> now - since > timeout.toNanos());
    }

    private boolean seemsDead(Link link) {
        ConnectionState state = link.connection().state();
        boolean ending = state == ConnectionState.CLOSING || state.isFinal();
        return !ending && !link.isHeld() && signs.silence(link.connection()).compareTo(timeout) >= 0;
    }

    private void begin(Link link, long asked) {
        Connection connection = link.connection();
        if (clock.since(asked).compareTo(allowance) > 0) {
            connection.touched();
        }
        if (seemsDead(link)) {
            connection.schedule(ONE_MORE_READ, () -> end(link));
        } else {
            underReview.remove(connection.id());
        }
    }

    private void end(Link link) {
        underReview.remove(link.connection().id());
        if (seemsDead(link)) {
            evict(link.connection());
        }
    }

    private void evict(Connection connection) {
        Duration silent = clock.since(connection.lastActivity());
        var eviction = new Eviction(connection, CloseReason.TIMED_OUT, wallClock.instant().minus(silent), silent);
        for (EvictionListener listener : listeners) {
            try {
                listener.evicted(eviction);
            } catch (RuntimeException failure) {
                LOG.error("A listener failed at {}", eviction, failure);
            }
        }
        // a stranger has shown no dialect to be told it in, and others have no words for it
        if (connection.labels().isNative()) {
            connection.send(TIMED_OUT);
        }
        connection.terminate(CloseReason.TIMED_OUT);
    }
}
