package one.commserver.operations.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.telemetry.Meters;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpResponse;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.io.EOFException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// What viewers cost whose sockets take nothing, and for how long one may look: in virtual time.
class LiveNumbersTest {

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private long processorNanos;
    private Duration stillness = Duration.ZERO;
    private Duration stood = Duration.ZERO;
    private Duration work = Duration.ZERO;
    private final LiveNumbers live =
            new LiveNumbers(snapshots(), time, 2, new Meters(registry), this::nanos, this::processorNanos);

    @AfterEach
    void end() {
        time.dispose();
    }

    @Test
    void whoTakesNothingIsSentNothingMoreAndCut() {
        List<DataBuffer> sent = new ArrayList<>();
        var stuck = new MockServerHttpResponse();
        stuck.setWriteHandler(body -> body.doOnNext(sent::add).concatMap(each -> Mono.never(), 1).then());
        CompletableFuture<Void> over = live.show(stuck).toFuture();

        time.advanceTimeBy(Duration.ofSeconds(25));
        // one on its way, one in the hands of whoever writes
        assertThat(sent).hasSizeBetween(1, 2);
        assertThat(made()).isGreaterThan(20);
        assertThat(over).isNotDone();

        time.advanceTimeBy(Duration.ofSeconds(10));
        assertThat(sent).hasSizeBetween(1, 2);
        assertThat(over).isDone();
        assertThatThrownBy(over::join).hasCauseInstanceOf(EOFException.class);
        assertThat(viewers()).isZero();
    }

    @Test
    void othersGoOn() {
        var stuck = new MockServerHttpResponse();
        stuck.setWriteHandler(body -> body.concatMap(each -> Mono.never(), 1).then());
        Disposable asleep = live.show(stuck).onErrorComplete().subscribe();
        List<DataBuffer> sent = new ArrayList<>();
        Disposable awake = live.show(reading(sent)).subscribe();

        time.advanceTimeBy(Duration.ofSeconds(60));

        assertThat(sent).hasSizeGreaterThan(55);
        assertThat((double) sent.size()).isLessThanOrEqualTo(made());
        awake.dispose();
        asleep.dispose();
    }

    @Test
    void aMachineThatStandsStillAtEachLookDelaysNoOther() {
        stillness = Duration.ofSeconds(2);
        Disposable viewer = live.show(reading(new ArrayList<>())).subscribe();

        time.advanceTimeBy(Duration.ofSeconds(20));

        assertThat(made()).isGreaterThan(18);
        viewer.dispose();
    }

    @Test
    void atMostATenthOfAProcessorGoesIntoLooking() {
        work = Duration.ofMillis(400);
        Disposable viewer = live.show(reading(new ArrayList<>())).subscribe();

        time.advanceTimeBy(Duration.ofSeconds(36));

        assertThat(made()).isBetween(9.0, 11.0);
        viewer.dispose();
    }

    @Test
    void nobodyLooksForEver() {
        List<DataBuffer> sent = new ArrayList<>();
        CompletableFuture<Void> over = live.show(reading(sent)).toFuture();

        time.advanceTimeBy(Duration.ofMinutes(9));
        assertThat(over).isNotDone();
        time.advanceTimeBy(Duration.ofMinutes(2));

        assertThat(over).isCompleted();
        assertThat(viewers()).isZero();
        double before = made();
        time.advanceTimeBy(Duration.ofMinutes(1));
        assertThat(made()).isEqualTo(before);
    }

    @Test
    void browsersAreToldOnceHowSoonToComeBack() {
        List<DataBuffer> sent = new ArrayList<>();
        Disposable viewer = live.show(reading(sent)).subscribe();

        time.advanceTimeBy(Duration.ofSeconds(5));

        List<String> events = sent.stream().map(each -> each.toString(StandardCharsets.UTF_8)).toList();
        assertThat(events.getFirst()).startsWith("retry: 500\ndata: {").endsWith("}\n\n");
        assertThat(events.subList(1, events.size())).isNotEmpty().allMatch(each -> each.startsWith("data: {"));
        viewer.dispose();
    }

    @Test
    void whoGoesMakesRoom() {
        Disposable first = live.show(reading(new ArrayList<>())).subscribe();
        Disposable second = live.show(reading(new ArrayList<>())).subscribe();
        var third = new MockServerHttpResponse();
        live.show(third).toFuture().join();
        assertThat(third.getStatusCode()).isEqualTo(HttpStatus.SERVICE_UNAVAILABLE);

        first.dispose();

        assertThat(viewers()).isEqualTo(1);
        second.dispose();
        assertThat(viewers()).isZero();
    }

    private static MockServerHttpResponse reading(List<DataBuffer> sent) {
        var response = new MockServerHttpResponse();
        response.setWriteHandler((Flux<DataBuffer> body) -> body.doOnNext(sent::add).then());
        return response;
    }

    /// Later each time that somebody asks, if the machine stands still.
    private long nanos() {
        stood = stood.plus(stillness);
        return time.now(TimeUnit.NANOSECONDS) + stood.toNanos();
    }

    /// More each time that somebody asks.
    private long processorNanos() {
        processorNanos += work.toNanos();
        return processorNanos;
    }

    private double made() {
        return registry.get("commserver.operations.snapshots").counter().count();
    }

    private double viewers() {
        return registry.get("commserver.operations.viewers").gauge().value();
    }

    private Snapshots snapshots() {
        return SnapshotsTest.of(
                new ConnectionStatistics(() -> Instant.EPOCH, () -> time.now(TimeUnit.NANOSECONDS)),
                () -> time.now(TimeUnit.NANOSECONDS));
    }
}
