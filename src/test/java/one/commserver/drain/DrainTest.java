package one.commserver.drain;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.drain.Drain.State;
import one.commserver.health.FakeLink;
import one.commserver.health.FakeLinks;
import one.commserver.limits.InForce;
import one.commserver.protocol.CloseReason;
import one.commserver.transport.Gate;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A drain on virtual time, with links whose other ends do nothing by themselves.
class DrainTest {

    private static final Duration MILLI = Duration.ofMillis(1);
    private static final Duration PATIENCE = Duration.ofSeconds(5);

    private final VirtualTimeScheduler time = VirtualTimeScheduler.create();
    private final List<FakeLink> links = new ArrayList<>();
    private final List<Boolean> readiness = new ArrayList<>();
    private final List<String> ends = new ArrayList<>();
    private final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    private final Door door = new Door();

    private final class Door implements Gate {

        private boolean open = true;

        @Override
        public void open() {
            open = true;
        }

        @Override
        public void shut() {
            open = false;
        }

        @Override
        public boolean isEmpty() {
            return links.isEmpty();
        }
    }

    @Test
    void noMoreAreClosedAtATimeThanAllowed() {
        fill(60);
        Drain drain = drain(Duration.ZERO, MILLI, Duration.ZERO, 40, Duration.ofMinutes(1));
        drain.start();

        // the first one's moment is that of the start
        for (int closed = 3; closed < 60; closed += 2) {
            pass(DrainProperties.TICK);
            assertThat(links.stream().filter(DrainTest::isClosed)).hasSize(closed);
        }
    }

    @Test
    void aDrainGoesByWhatHeldWhenItBegan() {
        fill(1);
        var settings =
                new InForce<>(
                        new DrainProperties(
                                Duration.ofSeconds(1), MILLI, Spread.EVEN, Duration.ZERO, 1000, Duration.ofHours(1)));
        Drain drain = drain(settings);
        settings.change(before -> later(before, Duration.ofSeconds(4)));
        drain.start();
        settings.change(before -> later(before, Duration.ofSeconds(9)));

        pass(Duration.ofMillis(3_900));
        assertThat(drain.state()).isEqualTo(State.ANNOUNCED);
        pass(Duration.ofMillis(200));
        assertThat(drain.state()).isEqualTo(State.LEAVING);
    }

    private static DrainProperties later(DrainProperties before, Duration notice) {
        return new DrainProperties(
                notice, before.window(), before.spread(), before.leeway(), before.closesPerSecond(), before.limit());
    }

    @Test
    void eachIsClosedBehindItsOwnMomentAndTheLeeway() {
        fill(3);
        Drain drain =
                drain(Duration.ofSeconds(4), Duration.ofSeconds(9), Duration.ofSeconds(1), 1000, Duration.ofMinutes(1));
        drain.start();

        pass(Duration.ofMillis(4_900));
        assertThat(links).noneMatch(DrainTest::isClosed);
        pass(Duration.ofMillis(200));
        assertThat(links).filteredOn(DrainTest::isClosed).hasSize(1);
        pass(Duration.ofSeconds(3));
        assertThat(links).filteredOn(DrainTest::isClosed).hasSize(2);
        pass(Duration.ofSeconds(3));
        assertThat(links).allMatch(DrainTest::isClosed);
        assertThat(texts(links.getFirst()))
                .containsExactly(
                        "{\"type\":\"server_draining\",\"reconnect_after_ms\":0,\"resumable\":false}",
                        "{\"type\":\"error\",\"code\":\"server_stopping\",\"category\":\"server\","
                                + "\"severity\":\"warning\",\"retry\":\"later\",\"message\":\"The server stops.\"}");
    }

    @Test
    void atTheLimitWhoIsLeftIsCutAndNobodyIsWaitedForAnyMore() {
        fill(2);
        links.getFirst().wire.writable = false;
        Drain drain = drain(Duration.ofSeconds(1), MILLI, Duration.ofSeconds(28), 1000, Duration.ofSeconds(30));
        drain.stop(() -> ends.add("done"));

        pass(Duration.ofMillis(29_950));
        assertThat(links).noneMatch(link -> link.wire.terminations > 0);
        pass(Duration.ofMillis(100));
        assertThat(links).allMatch(link -> link.wire.terminations == 1);
        assertThat(ends).isEmpty();
        // these never go
        pass(Drain.CUTTING);

        assertThat(ends).containsExactly("done");
        assertThat(drain.state()).isEqualTo(State.DRAINED);
        assertThat(meters.counter("commserver.drain.cut").count()).isEqualTo(2);
        assertThat(meters.timer("commserver.drain.time").count()).isEqualTo(1);
    }

    @Test
    void whoeverHurriesGivesNoMoreThanTheTimeOfOneClose() {
        fill(3_000);
        Drain drain = unhurried();
        drain.start();

        drain.hurry();
        drain.hurry();
        pass(Duration.ofMillis(200));
        assertThat(links).allMatch(DrainTest::isClosed);
        assertThat(links).allMatch(link -> texts(link).size() == 2);
        pass(PATIENCE.plus(Drain.CUTTING).plus(Drain.CUTTING));

        assertThat(drain.state()).isEqualTo(State.DRAINED);
    }

    @Test
    void whoeverHurriesBeforeADrainGivesNobodyAnyTime() {
        fill(10);
        Drain drain = unhurried();
        drain.hurry();
        assertThat(links).noneMatch(DrainTest::isClosed);

        drain.stop(() -> ends.add("done"));
        pass(Duration.ofMillis(200));

        assertThat(links).allMatch(DrainTest::isClosed);
        pass(PATIENCE.plus(Drain.CUTTING).plus(Drain.CUTTING));
        assertThat(ends).containsExactly("done");
    }

    @Test
    void whoeverGoesOnHasForgottenTheHurry() {
        fill(10);
        Drain drain = unhurried();
        drain.hurry();
        drain.reopen();

        drain.start();
        pass(Duration.ofMinutes(30));

        assertThat(links).noneMatch(DrainTest::isClosed);
    }

    @Test
    void aDrainThatIsTakenBackClosesNobodyAnyMore() {
        fill(2);
        Drain drain =
                drain(Duration.ofSeconds(1), Duration.ofSeconds(2), Duration.ofSeconds(1), 1000, Duration.ofMinutes(1));
        drain.start();
        assertThat(door.open).isTrue();
        pass(Duration.ofMillis(1_100));
        assertThat(door.open).isFalse();
        assertThat(meters.find("commserver.drain.active").gauge().value()).isEqualTo(1);

        assertThat(drain.cancel()).isTrue();
        pass(Duration.ofHours(1));

        assertThat(links).noneMatch(DrainTest::isClosed);
        assertThat(door.open).isTrue();
        assertThat(readiness).containsExactly(false, true);
        assertThat(drain.state()).isEqualTo(State.SERVING);
        assertThat(meters.find("commserver.drain.active").gauge().value()).isZero();
    }

    @Test
    void aProcessThatEndsTakesNothingBack() {
        fill(1);
        Drain drain = drain(Duration.ofSeconds(1), MILLI, Duration.ZERO, 1000, Duration.ofMinutes(1));
        drain.start();
        drain.stop(() -> ends.add("done"));

        assertThat(drain.cancel()).isFalse();
        links.clear();
        pass(DrainProperties.TICK);

        assertThat(ends).containsExactly("done");
        assertThat(readiness).containsExactly(false);
    }

    @Test
    void whatIsEmptyAlreadyStopsAtOnce() {
        Drain drain = unhurried();
        drain.start();
        assertThat(drain.state()).isEqualTo(State.DRAINED);
        assertThat(door.open).isFalse();

        drain.stop(() -> ends.add("done"));

        assertThat(ends).containsExactly("done");
    }

    @Test
    void whoComesBackToServingMayDrainAgain() {
        Drain drain = drain(Duration.ZERO, MILLI, Duration.ZERO, 1000, Duration.ofMinutes(1));
        drain.start();
        drain.start();
        drain.reopen();
        fill(1);

        drain.start();
        pass(Duration.ofMillis(100));

        assertThat(links).allMatch(DrainTest::isClosed);
        assertThat(readiness).containsExactly(false, true, false);
    }

    @Test
    void whoIsGoneBeforeItIsDueHasLeft() {
        fill(3);
        Drain drain = drain(Duration.ZERO, Duration.ofSeconds(1), Duration.ofSeconds(1), 1000, Duration.ofMinutes(1));
        drain.start();
        FakeLink leaver = links.get(1);
        leaver.connection().incoming(new ConnectionEvent.Closing(CloseStatus.of(CloseReason.NORMAL)));
        leaver.run();

        pass(Duration.ofSeconds(3));

        assertThat(leaver.wire.written).doesNotContain(new ConnectionEvent.Closing(restart()));
        assertThat(meters.counter("commserver.drain.left").count()).isEqualTo(1);
        assertThat(meters.counter("commserver.drain.closed").count()).isEqualTo(2);
    }

    @Test
    void strangersAndOtherDialectsAreToldNothing() {
        fill(2);
        links.get(1).connection().label(ConnectionLabels.ofDialect("one"));
        links.add(new FakeLink(this::nanos));
        Drain drain = drain(Duration.ZERO, MILLI, Duration.ZERO, 1000, Duration.ofMinutes(1));
        drain.start();

        pass(Duration.ofSeconds(1));

        assertThat(links).allMatch(DrainTest::isClosed);
        assertThat(links).extracting(link -> texts(link).size()).containsExactly(2, 0, 0);
    }

    @ParameterizedTest
    @CsvSource({
        "-1, 0, 0, 20, 1000, notice",
        "0, -1, 0, 20, 1000, window",
        "0, 0, -1, 20, 1000, leeway",
        "0, 0, 0, 19, 1000, closes-per-second",
        "0, 0, 0, 20, 0, limit",
        "0, 0, 0, 20, 86400001, limit",
        "400, 400, 201, 20, 1000, limit"
    })
    void whatMakesNoSenseIsRefused(long notice, long window, long leeway, int closes, long limit, String what) {
        assertThatThrownBy(() ->
                        drain(
                                Duration.ofMillis(notice),
                                Duration.ofMillis(window),
                                Duration.ofMillis(leeway),
                                closes,
                                Duration.ofMillis(limit)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("commserver.drain." + what);
    }

    /// Takes hours by itself: what happens soon is somebody's doing.
    private Drain unhurried() {
        return drain(Duration.ofHours(1), Duration.ofHours(1), Duration.ZERO, 20, Duration.ofHours(3));
    }

    private Drain drain(Duration notice, Duration window, Duration leeway, int closesPerSecond, Duration limit) {
        return drain(new InForce<>(new DrainProperties(notice, window, Spread.EVEN, leeway, closesPerSecond, limit)));
    }

    private Drain drain(InForce<DrainProperties> settings) {
        return new Drain(
                new Drain.Node(new FakeLinks(links), door, readiness::add, false),
                settings,
                PATIENCE,
                time,
                this::nanos,
                new DrainMeters(meters));
    }

    private void fill(int count) {
        for (int i = 0; i < count; i++) {
            FakeLink link = new FakeLink(this::nanos);
            link.connection().become(ConnectionState.AUTHENTICATING);
            link.connection().become(ConnectionState.AUTHENTICATED);
            link.connection().label(ConnectionLabels.ofDialect(ConnectionLabels.NATIVE));
            link.connection().become(ConnectionState.ACTIVE);
            links.add(link);
        }
    }

    private long nanos() {
        return time.now(TimeUnit.NANOSECONDS);
    }

    /// The links' own threads run behind the timer's; their time stands still.
    private void pass(Duration duration) {
        time.advanceTimeBy(duration);
        links.forEach(FakeLink::run);
    }

    private static boolean isClosed(FakeLink link) {
        return link.wire.written.contains(new ConnectionEvent.Closing(restart()));
    }

    private static CloseStatus restart() {
        return CloseStatus.of(CloseReason.RESTARTING);
    }

    private static List<String> texts(FakeLink link) {
        return link.wire.written.stream()
                .filter(ConnectionEvent.Text.class::isInstance)
                .map(event -> ((ConnectionEvent.Text) event).text())
                .toList();
    }
}
