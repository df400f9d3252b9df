package one.commserver.operations.console;

import io.micrometer.core.instrument.Counter;

import one.commserver.connection.NanoClock;
import one.commserver.limits.CappedCounter;
import one.commserver.telemetry.LogBudget;
import one.commserver.telemetry.Meters;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.ApplicationListener;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.server.reactive.ServerHttpResponse;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.core.publisher.SynchronousSink;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.json.JsonMapper;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.LongSupplier;

/// Sends this node's numbers to all viewers: one event a second, made once for all of them and only while there is one.
///
/// A viewer is sent the next event when its last one has left; those in between are lost to it, so nothing queues up.
/// Whoever takes nothing for long is cut. A stream ends by itself after a while: browsers come back, and show again who
/// they are.
final class LiveNumbers implements ApplicationListener<ContextClosedEvent> {

    /// From one event to the next.
    static final Duration PACE = Duration.ofSeconds(1);

    private static final Logger LOG = LoggerFactory.getLogger(LiveNumbers.class);

    /// How many events may pass while one is on its way.
    private static final int MOST_MISSED = 30;

    private static final int FAILURES_A_MINUTE = 3;
    private static final Duration LONGEST = Duration.ofMinutes(10);
    private static final String COME_BACK_SECONDS = "10";

    /// However much a look takes, at most a tenth of a processor goes into looking.
    private static final int REST = 9;

    /// Browsers come back so soon, in milliseconds; by themselves some wait for five seconds.
    private static final byte[] COME_BACK_SOON = "retry: 500\n".getBytes(StandardCharsets.US_ASCII);

    private static final byte[] BEGIN = "data: ".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] END = "\n\n".getBytes(StandardCharsets.US_ASCII);

    private final Snapshots snapshots;
    private final NanoClock clock;
    private final LongSupplier cpuNanos;
    private final CappedCounter viewers;
    private final Counter made;
    private final JsonMapper json = JsonMapper.shared();
    private final LogBudget failures;
    private final Scheduler thread;
    private final Sinks.Empty<Void> closing = Sinks.empty();

    /// Whoever isn't ready for an event must not hold up the others.
    private final Sinks.Many<byte[]> events = Sinks.many().multicast().directBestEffort();

    private final AtomicBoolean isLooking = new AtomicBoolean();

    /// Of the thread that makes events, for the last one: a machine that stood still meanwhile delays nothing.
    private Duration took = Duration.ZERO;

    /// @param thread where events are made
    /// @param mostViewers at the same moment; whoever comes then is told to come back
    /// @param cpuNanos the CPU time that the thread which asks has had, in nanoseconds
    LiveNumbers(
            Snapshots snapshots,
            Scheduler thread,
            int mostViewers,
            Meters meters,
            NanoClock clock,
            LongSupplier cpuNanos) {
        this.snapshots = snapshots;
        this.clock = clock;
        this.cpuNanos = cpuNanos;
        this.failures = new LogBudget(clock, FAILURES_A_MINUTE);
        this.viewers = new CappedCounter(mostViewers);
        this.made = meters.counter(ConsoleMeter.SNAPSHOTS);
        meters.gauge(ConsoleMeter.VIEWERS, viewers, CappedCounter::count);
        this.thread = thread;
    }

    /// The stream of one viewer.
    Mono<Void> show(ServerHttpResponse response) {
        return Mono.defer(() ->
                viewers.acquire()
                        .map(seat -> stream(response).doFinally(over -> seat.release()))
                        .orElseGet(() -> full(response)));
    }

    /// The server would wait for streams before it stops.
    @Override
    public void onApplicationEvent(ContextClosedEvent event) {
        var _ = closing.tryEmitEmpty();
    }

    private Mono<Void> stream(ServerHttpResponse response) {
        response.getHeaders().setContentType(MediaType.TEXT_EVENT_STREAM);
        // proxies that would collect what is sent
        response.getHeaders().set("X-Accel-Buffering", "no");
        var viewer = new Viewer(response);
        Flux<Mono<DataBuffer>> whenTheLastHasLeft = Flux.generate(viewer::next);
        return Mono.firstWithSignal(viewer.watched(), response.writeAndFlushWith(whenTheLastHasLeft))
                .takeUntilOther(closing.asMono());
    }

    private static Mono<Void> full(ServerHttpResponse response) {
        response.setStatusCode(HttpStatus.SERVICE_UNAVAILABLE);
        response.getHeaders().set(HttpHeaders.RETRY_AFTER, COME_BACK_SECONDS);
        return response.setComplete();
    }

    /// Looks from now on, as long as anybody does. The seats say who is there: a source that Reactor 3.8 shares goes on
    /// without anybody when one has left at the wrong moment.
    private void begin() {
        if (viewers.count() > 0 && isLooking.compareAndSet(false, true)) {
            thread.schedule(this::look);
        }
    }

    private void look() {
        if (viewers.count() == 0) {
            isLooking.set(false);
            // somebody may have come at this moment
            begin();
            return;
        }
        try {
            var _ = events.tryEmitNext(event());
        } catch (RuntimeException failure) {
            // one that fails must not be the last one
            failures.write(before -> LOG.error("the console's numbers could not be read{}", before, failure));
        } finally {
            thread.schedule(this::look, pause().toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    private byte[] event() {
        long begin = cpuNanos.getAsLong();
        made.increment();
        byte[] numbers = json.writeValueAsBytes(snapshots.take());
        var event = new ByteArrayOutputStream(BEGIN.length + numbers.length + END.length);
        event.writeBytes(BEGIN);
        event.writeBytes(numbers);
        event.writeBytes(END);
        took = Duration.ofNanos(cpuNanos.getAsLong() - begin);
        return event.toByteArray();
    }

    private Duration pause() {
        Duration rest = took.multipliedBy(REST);
        Duration left = PACE.minus(took);
        return rest.compareTo(left) > 0 ? rest : left;
    }

    /// One of those who look.
    private final class Viewer {

        private final ServerHttpResponse response;
        private final long came = clock.nanos();
        private final AtomicInteger missed = new AtomicInteger();
        private final AtomicBoolean greeted = new AtomicBoolean();

        private Viewer(ServerHttpResponse response) {
            this.response = response;
        }

        /// A place for an event, which is filled when everything before it has left.
        private void next(SynchronousSink<Mono<DataBuffer>> places) {
            if (clock.since(came).compareTo(LONGEST) > 0) {
                places.complete();
            } else {
                places.next(Mono.defer(this::event));
            }
        }

        /// The next one; if nobody else looks, that is at once.
        private Mono<DataBuffer> event() {
            return events.asFlux().next().map(this::taken).doOnRequest(most -> begin());
        }

        private DataBuffer taken(byte[] event) {
            missed.set(0);
            DataBufferFactory buffers = response.bufferFactory();
            return greeted.getAndSet(true)
                    ? buffers.wrap(event)
                    : buffers.join(List.of(buffers.wrap(COME_BACK_SOON), buffers.wrap(event)));
        }

        /// Never ends but with an error, and keeps events coming as long as the viewer is there.
        private Mono<Void> watched() {
            return events.asFlux()
                    .<Void>handle((event, none) -> {
                        if (missed.incrementAndGet() > MOST_MISSED) {
                            none.error(new EOFException("a viewer of the console takes nothing"));
                        }
                    })
                    .then();
        }
    }
}
