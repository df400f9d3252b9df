package one.commserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.connection.ConnectionLabels;
import one.commserver.crypto.Identity;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.transport.Link.HoldReason;
import one.commserver.wire.ConnectionEvent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;

class HealthMonitorTest {

    private static final Identity IDENTITY = Identity.parse("ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

    private final Watch watch = new Watch();

    @Test
    void eachLinkIsPingedOncePerHeartbeatInterval() {
        FakeLink link = watch.link();
        watch.monitor.start();
        for (int i = 0; i < 60; i++) {
            watch.pass(Duration.ofSeconds(1));
            link.connection.touched();
        }

        assertThat(link.pingedAt).hasSize(4);
        for (int i = 1; i < 4; i++) {
            assertThat(link.pingedAt.get(i).minus(link.pingedAt.get(i - 1))).isEqualTo(Duration.ofSeconds(15));
        }
    }

    @Test
    void pingsAreSpreadOverTheInterval() {
        IntStream.range(0, 150).forEach(i -> watch.link());
        watch.monitor.start();

        for (int second = 1; second <= 15; second++) {
            watch.pass(Duration.ofSeconds(1));
            assertThat(pings()).isEqualTo(10L * second);
        }
    }

    @Test
    void theAnswerGivesTheRoundTrip() {
        FakeLink link = watch.link();
        watch.monitor.start();
        for (int i = 0; i < 15 && link.wire.written.isEmpty(); i++) {
            watch.pass(Duration.ofSeconds(1));
        }
        watch.pause(Duration.ofMillis(30));
        link.answerPing();

        assertThat(Duration.ofNanos(link.roundTripNanos())).isEqualTo(Duration.ofMillis(30));
    }

    @Test
    void whoIsSilentIsCutAtTheTimeoutAndNotBefore() {
        watch.monitor.start();
        FakeLink link = watch.link();
        link.connection.label(new ConnectionLabels("native", ConnectionKind.DATA, IDENTITY, "phone"));

        watch.pass(Duration.ofSeconds(44));
        assertThat(link.isCut()).isFalse();
        watch.pass(Duration.ofSeconds(1));

        assertThat(link.wire.terminated.text()).isEqualTo(CloseReason.TIMED_OUT.text());
        Eviction eviction = watch.evictions.getFirst();
        assertThat(eviction.connection()).isSameAs(link.connection);
        assertThat(eviction.why()).isEqualTo(CloseReason.TIMED_OUT);
        assertThat(eviction.lastSeen()).isEqualTo(Watch.START);
        assertThat(eviction.silentFor()).isEqualTo(Duration.ofSeconds(45));
        assertThat(eviction)
                .hasToString(
                        "Eviction["
                                + link.connection.id()
                                + ", ed25519:11qYAYKx…, data, TIMED_OUT, last seen 2030-01-01T00:00:00Z,"
                                + " silent for 45000 ms]");
    }

    @Test
    void anEvictionIsToldOnce() {
        watch.monitor.start();
        watch.link();

        watch.pass(Duration.ofMinutes(5));

        assertThat(watch.evictions).hasSize(1);
    }

    @Test
    void anythingThatComesInPostponesTheEnd() {
        watch.monitor.start();
        FakeLink talks = watch.link();
        FakeLink answers = watch.link();
        FakeLink silent = watch.link();
        watch.pass(Duration.ofSeconds(30));
        talks.receive(new ConnectionEvent.Text("x"));
        answers.answerPing();

        watch.pass(Duration.ofSeconds(44));
        assertThat(silent.isCut()).isTrue();
        assertThat(talks.isCut()).isFalse();
        assertThat(answers.isCut()).isFalse();

        watch.pass(Duration.ofSeconds(1));
        assertThat(talks.isCut()).isTrue();
        assertThat(answers.isCut()).isTrue();
    }

    @Test
    void whatWaitsInTheSocketCounts() {
        watch.monitor.start();
        FakeLink link = watch.link();
        watch.pass(Duration.ofSeconds(44));
        watch.timerOnly(Duration.ofSeconds(1));
        link.wire.run();

        link.receive(new ConnectionEvent.Text("was there all the time"));
        link.wire.advance(Duration.ofSeconds(1));

        assertThat(link.isCut()).isFalse();
    }

    @Test
    void whatIsReadBeforeTheReviewBeginsCounts() {
        watch.monitor.start();
        FakeLink link = watch.link();
        watch.pass(Duration.ofSeconds(44));
        watch.timerOnly(Duration.ofSeconds(1));

        link.connection.touched();
        link.wire.advance(Duration.ofSeconds(1));

        assertThat(link.isCut()).isFalse();
    }

    @Test
    void aThreadThatComesLateToTheReviewGivesAnotherTimeout() {
        watch.monitor.start();
        FakeLink link = watch.link();
        watch.timerOnly(Duration.ofSeconds(60));
        link.wire.advance(Duration.ofSeconds(1));
        assertThat(link.isCut()).isFalse();

        watch.pass(Duration.ofSeconds(44));
        assertThat(link.isCut()).isFalse();
        watch.pass(Duration.ofSeconds(1));

        assertThat(link.isCut()).isTrue();
    }

    @Test
    void aHeldLinkIsNeitherPingedNorCutAndGetsAWholeTimeoutAfterwards() {
        watch.monitor.start();
        FakeLink link = watch.link();
        link.hold(HoldReason.RATE, true);
        watch.pass(Duration.ofMinutes(10));
        assertThat(link.isCut()).isFalse();
        assertThat(link.pingedAt).isEmpty();

        link.hold(HoldReason.RATE, false);
        watch.pass(Duration.ofSeconds(44));
        assertThat(link.isCut()).isFalse();
        watch.pass(Duration.ofSeconds(1));

        assertThat(link.isCut()).isTrue();
    }

    @Test
    void aLinkThatIsHeldDuringItsReviewIsNotCut() {
        watch.monitor.start();
        FakeLink link = watch.link();
        watch.pass(Duration.ofSeconds(44));
        watch.timerOnly(Duration.ofSeconds(1));
        link.wire.run();
        link.hold(HoldReason.RATE, true);

        link.wire.advance(Duration.ofSeconds(1));

        assertThat(link.isCut()).isFalse();
    }

    @Test
    void afterAPauseOfTheProcessNobodyGoesForItAndTheDeadGoATimeoutLater() {
        watch.monitor.start();
        FakeLink alive = watch.link();
        FakeLink dead = watch.link();
        watch.pass(Duration.ofSeconds(40));
        watch.pause(Duration.ofHours(1));
        watch.pass(Duration.ofSeconds(44));
        assertThat(watch.evictions).isEmpty();
        alive.connection.touched();

        watch.pass(Duration.ofSeconds(1));
        watch.pass(Duration.ofSeconds(1));

        assertThat(dead.isCut()).isTrue();
        assertThat(alive.isCut()).isFalse();
        assertThat(watch.evictions.getFirst().silentFor()).isGreaterThan(Duration.ofHours(1));
    }

    @Test
    void aLittleDelayIsNoPause() {
        watch.monitor.start();
        FakeLink link = watch.link();
        watch.pass(Duration.ofSeconds(30));
        watch.pause(Duration.ofSeconds(7));
        watch.pass(Duration.ofSeconds(8));

        assertThat(link.isCut()).isTrue();
    }

    @Test
    void ticksThatAreMadeUpForAfterAPauseDoNothing() {
        FakeLink link = watch.link();
        watch.monitor.start();
        watch.pass(Duration.ofSeconds(5));
        int before = link.pingedAt.size();
        for (int i = 0; i < 60; i++) {
            watch.pause(Duration.ofSeconds(-1));
            watch.timerOnly(Duration.ofSeconds(1));
        }

        assertThat(link.pingedAt).hasSize(before);
    }

    @Test
    void oneLinkThatFailsHarmsNoOther() {
        watch.link().broken = true;
        FakeLink other = watch.link();
        watch.monitor.start();

        watch.pass(Duration.ofSeconds(15));

        assertThat(other.pingedAt).hasSize(1);
        assertThat(watch.monitor.isTicking()).isTrue();
    }

    @Test
    void aListenerThatFailsSavesNobodyAndWhatItSendsLeavesFirst() {
        Watch careless =
                new Watch(
                        Duration.ofSeconds(15),
                        Duration.ofSeconds(45),
                        Duration.ZERO,
                        List.of(
                                eviction -> eviction.connection().send("error"),
                                eviction -> {
                                    throw new IllegalStateException("on purpose");
                                }));
        careless.monitor.start();
        FakeLink link = careless.link();

        careless.pass(Duration.ofSeconds(45));

        assertThat(link.isCut()).isTrue();
        assertThat(link.wire.written.getLast()).isEqualTo(new ConnectionEvent.Text("error"));
        assertThat(careless.evictions).hasSize(1);
    }

    @Test
    void whoIsClosingIsLeftToItsClose() {
        watch.monitor.start();
        FakeLink link = watch.link();
        watch.pass(Duration.ofSeconds(44));
        link.connection.close(CloseReason.NORMAL);
        link.wire.run();

        watch.pass(Duration.ofSeconds(2));

        assertThat(watch.evictions).isEmpty();
    }

    @Test
    void zeroTurnsPingsAndEvictionsOff() {
        Watch off = new Watch(Duration.ZERO, Duration.ZERO, Duration.ZERO, List.of());
        FakeLink link = off.link();
        off.monitor.start();

        off.pass(Duration.ofMinutes(5));

        assertThat(link.pingedAt).isEmpty();
        assertThat(link.isCut()).isFalse();
    }

    @Test
    void startAndStopMayBeRepeatedAndLeaveNoTimer() {
        FakeLink link = watch.link();
        watch.monitor.start();
        watch.monitor.start();
        watch.pass(Duration.ofSeconds(15));
        assertThat(link.pingedAt).hasSize(1);
        assertThat(watch.monitor.isRunning()).isTrue();

        watch.monitor.stop();
        watch.monitor.stop();
        watch.pass(Duration.ofMinutes(5));
        assertThat(watch.monitor.isRunning()).isFalse();
        assertThat(watch.monitor.isTicking()).isFalse();
        assertThat(link.pingedAt).hasSize(1);

        watch.monitor.start();
        watch.pass(Duration.ofSeconds(44));
        assertThat(link.isCut()).isFalse();
        watch.pass(Duration.ofSeconds(1));
        assertThat(link.isCut()).isTrue();
    }

    @Test
    void aTimerThatHasStoppedIsNoticed() {
        watch.monitor.start();
        watch.pass(Duration.ofSeconds(60));
        assertThat(watch.monitor.isTicking()).isTrue();

        watch.pause(Duration.ofSeconds(18));
        assertThat(watch.monitor.isTicking()).isFalse();

        watch.pass(Duration.ofSeconds(1));
        assertThat(watch.monitor.isTicking()).isTrue();
    }

    @Test
    void tenThousandLinksArePingedInSlices() {
        IntStream.range(0, 10_000).forEach(i -> watch.link());
        watch.monitor.start();
        watch.pass(Duration.ofSeconds(30));
        watch.links.forEach(link -> link.connection.touched());
        long before = pings();

        watch.timerOnly(Duration.ofSeconds(1));

        assertThat(pings() - before).isBetween(600L, 700L);
    }

    private long pings() {
        return watch.links.stream().mapToLong(link -> link.pingedAt.size()).sum();
    }
}
