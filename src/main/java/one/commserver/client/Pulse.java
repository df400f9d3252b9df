package one.commserver.client;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.NanoClock;
import one.commserver.connection.plugin.PingPongPlugin;
import one.commserver.protocol.ConnectionMessage.Heartbeat;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.publisher.MonoSink;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/// Heartbeats and pings of one link, and what waits for their answers. Belongs to the link's thread, but for what
/// returns a publisher.
///
/// Spec: chapter 4, control connections.
final class Pulse implements ConnectionObserver {

    /// How many heartbeats, and how many pings, may wait for an answer.
    static final int MAX_WAITING = 16;

    private record Beat(MonoSink<Duration> sink, long sentAt) {}

    private final NanoClock clock;
    private final ConnectionObserver observer;
    private final PingPongPlugin pingPong;
    private final Map<String, Beat> beats = new HashMap<>();
    private final List<MonoSink<Duration>> pings = new ArrayList<>();
    private @Nullable Throwable ended;
    private long lastRef;
    private volatile long roundTripNanos = -1;

    /// @param observer hears of round trips too
    Pulse(NanoClock clock, ConnectionObserver observer) {
        this.clock = clock;
        this.observer = observer;
        this.pingPong = new PingPongPlugin(clock, ConnectionObserver.all(List.of(observer, this)));
    }

    PingPongPlugin plugin() {
        return pingPong;
    }

    /// Sends a heartbeat. Any thread.
    ///
    /// @param gone tells, on the link's thread, why nothing can be asked for on the link any more; null: it can
    Mono<Duration> heartbeat(Session on, Supplier<@Nullable ClientException> gone) {
        return Mono.<Duration>create(
                        sink -> {
                            AtomicReference<@Nullable String> ref = new AtomicReference<>();
                            sink.onDispose(() -> on.execute(() -> beats.remove(ref.get())));
                            on.execute(() -> ref.set(beat(on, gone.get(), sink)));
                        })
                .timeout(on.after(on.settings().requestTimeout()), overdue(on, "heartbeat"));
    }

    /// Sends a ping. Pings that overlap share one answer. Any thread.
    Mono<Duration> ping(Session on) {
        return Mono.<Duration>create(
                        sink -> {
                            sink.onDispose(() -> on.execute(() -> pings.remove(sink)));
                            on.execute(() -> ping(sink));
                        })
                .timeout(on.after(on.settings().requestTimeout()), overdue(on, "ping"));
    }

    /// The last round trip of either kind in nanoseconds, or -1. Any thread.
    long roundTripNanos() {
        return roundTripNanos;
    }

    /// A heartbeat was answered. An answer to nothing does no harm.
    void acknowledged(Connection connection, @Nullable String ref) {
        Beat beat = beats.remove(ref);
        if (beat != null) {
            roundTripNanos = clock.nanos() - beat.sentAt;
            observer.roundTrip(connection, roundTripNanos);
            beat.sink.success(Duration.ofNanos(roundTripNanos));
        }
    }

    /// A heartbeat was refused.
    ///
    /// @return whether there was one
    boolean refused(String ref, Throwable failure) {
        Beat beat = beats.remove(ref);
        if (beat != null) {
            beat.sink.error(failure);
        }
        return beat != null;
    }

    @Override
    public void roundTrip(Connection connection, long nanos) {
        roundTripNanos = nanos;
        List<MonoSink<Duration>> answered = List.copyOf(pings);
        pings.clear();
        answered.forEach(sink -> sink.success(Duration.ofNanos(nanos)));
    }

    void end(Throwable failure) {
        ended = failure;
        List<MonoSink<Duration>> all = new ArrayList<>(pings);
        beats.values().forEach(beat -> all.add(beat.sink));
        pings.clear();
        beats.clear();
        all.forEach(sink -> sink.error(failure));
    }

    private @Nullable String beat(Session on, @Nullable ClientException gone, MonoSink<Duration> sink) {
        if (gone != null) {
            // the session would send it on the link that has taken over, where nobody waits for the answer
            sink.error(gone);
            return null;
        }
        if (isRefused(sink, beats.size())) {
            return null;
        }
        String ref = "h" + ++lastRef;
        beats.put(ref, new Beat(sink, clock.nanos()));
        Long rtt = roundTripNanos < 0 ? null : Duration.ofNanos(roundTripNanos).toMillis();
        on.send(new Heartbeat(ref, rtt, on.losses(), on.lane().connection().queuedBytes()));
        return ref;
    }

    private void ping(MonoSink<Duration> sink) {
        if (!isRefused(sink, pings.size())) {
            pings.add(sink);
            if (pings.size() == 1) {
                pingPong.ping();
            }
        }
    }

    private boolean isRefused(MonoSink<Duration> sink, int waiting) {
        if (ended != null) {
            sink.error(ended);
        } else if (waiting >= MAX_WAITING) {
            sink.error(new ClientException.LimitReached("unanswered heartbeats or pings"));
        }
        return ended != null || waiting >= MAX_WAITING;
    }

    private static Mono<Duration> overdue(Session on, String what) {
        return Mono.error(() -> new ClientException.RequestTimedOut(what, on.settings().requestTimeout()));
    }
}
