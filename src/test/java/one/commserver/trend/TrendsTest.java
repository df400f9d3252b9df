package one.commserver.trend;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.telemetry.Meters;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class TrendsTest {

    private static final Duration PACE = Duration.ofSeconds(5);
    private static final AlertProperties PROPERTIES =
            new AlertProperties(0.9, 0.85, 0.8, 0.9, 50, 20, Duration.ofSeconds(2), Duration.ofMinutes(30), 0.9);

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final List<AlertChange> changes = new ArrayList<>();
    private double connections;
    private double errors;
    private double latency = Double.NaN;
    private long now = -1_000_000_000_000L;
    private final Trends trends = trends(PROPERTIES);

    private Trends trends(AlertProperties properties) {
        return new Trends(
                () -> now,
                List.of(
                        new Source(Signal.CONNECTIONS, () -> connections, () -> 1000),
                        Source.of(Signal.ERRORS, () -> errors),
                        Source.of(Signal.ROUND_TRIP, () -> latency)),
                properties,
                new Meters(registry),
                changes::add);
    }

    @Test
    void anAlertBeginsOnceAndEndsOnceWhenTheNumberIsWellBelow() {
        connections = 901;
        pass(Duration.ofMinutes(1));
        assertThat(changes)
                .singleElement()
                .satisfies(change -> {
                    assertThat(change.alert()).isEqualTo(Alert.CONNECTIONS_HIGH);
                    assertThat(change.rising()).isTrue();
                    assertThat(change.number()).isEqualTo(0.901);
                    assertThat(change.threshold()).isEqualTo(0.9);
                });
        assertThat(active("connections-high")).isEqualTo(1);
        assertThat(trends.active())
                .singleElement()
                .satisfies(on -> assertThat(on.lasts()).isEqualTo(PACE.multipliedBy(11)));

        connections = 850;
        pass(Duration.ofMinutes(3));
        assertThat(changes).hasSize(1);

        connections = 700;
        pass(Duration.ofMinutes(3));
        assertThat(changes).hasSize(2);
        assertThat(changes.getLast().rising()).isFalse();
        assertThat(changes.getLast().lasted()).isBetween(Duration.ofMinutes(4), Duration.ofMinutes(5));
        assertThat(active("connections-high")).isZero();
        assertThat(registry.get("commserver.alerts.raised").tag("alert", "connections-high").counter().count())
                .isEqualTo(1);
    }

    @Test
    void oneMomentRaisesNothingThatTheMeanOfAMinuteDoesNot() {
        pass(Duration.ofMinutes(1));
        connections = 1000;
        pass(PACE);
        connections = 0;
        pass(Duration.ofMinutes(1));
        assertThat(changes).isEmpty();
    }

    @Test
    void aRateIsWhatWasAddedInASecond() {
        for (int i = 0; i < 12; i++) {
            errors += 51 * 5;
            pass(PACE);
        }
        assertThat(changes).extracting(AlertChange::alert).containsExactly(Alert.ERRORS_HIGH);
        assertThat(reading(Signal.ERRORS).spans().get(Span.MINUTE)).isEqualTo(new Window.Summary(51, 51, 51, 51));
    }

    @Test
    void whatBeginsAnewHadNoNegativeRate() {
        errors = 1000;
        pass(PACE.multipliedBy(2));
        errors = 3;
        pass(PACE);
        assertThat(reading(Signal.ERRORS).spans().get(Span.MINUTE)).extracting(Window.Summary::min).isEqualTo(0.0);
    }

    @Test
    void whatCannotBeReadIsLeftOut() {
        pass(PACE);
        assertThat(reading(Signal.ROUND_TRIP).spans()).isEmpty();
        latency = 2001;
        pass(Duration.ofMinutes(1));
        latency = Double.NaN;
        pass(PACE);
        assertThat(changes).extracting(AlertChange::alert).containsExactly(Alert.ROUND_TRIP_HIGH);
        pass(Duration.ofMinutes(2));
        assertThat(changes).extracting(AlertChange::rising).containsExactly(true, false);
    }

    @Test
    void whatRisesEvenlyIsForeseen() {
        // 500 are left, and will last for 1,000 s
        for (int i = 0; i < 50; i++) {
            connections = 200 + i * 2.5;
            pass(PACE);
        }
        assertThat(reading(Signal.CONNECTIONS).untilLimit()).isNull();
        for (int i = 50; i < 120; i++) {
            connections = 200 + i * 2.5;
            pass(PACE);
        }
        assertThat(reading(Signal.CONNECTIONS).untilLimit())
                .isBetween(Duration.ofSeconds(950), Duration.ofSeconds(1050));
        assertThat(changes).extracting(AlertChange::alert).containsExactly(Alert.CONNECTIONS_FULL_SOON);

        pass(Duration.ofMinutes(15));
        assertThat(changes).hasSize(2);
        assertThat(changes.getLast().rising()).isFalse();
    }

    @Test
    void whatIsSteadyOrFallsOrJumpsIsNotForeseen() {
        for (int i = 0; i < 180; i++) {
            connections = 500 - i;
            pass(PACE);
        }
        assertThat(reading(Signal.CONNECTIONS).untilLimit()).isNull();
        for (int i = 0; i < 180; i++) {
            connections = i % 12 * 70;
            pass(PACE);
        }
        assertThat(changes).isEmpty();
    }

    @Test
    void zeroTurnsAnAlertOff() {
        Trends silent = trends(new AlertProperties(0, 0, 0, 0, 0, 0, Duration.ZERO, Duration.ZERO, 0.9));
        connections = 1000;
        latency = 1e9;
        for (int i = 0; i < 100; i++) {
            errors += 1e9;
            now += PACE.toNanos();
            silent.sample();
        }
        assertThat(changes).isEmpty();
    }

    private Trends.Reading reading(Signal signal) {
        return trends.readings().stream().filter(each -> each.signal() == signal).findAny().orElseThrow();
    }

    private double active(String alert) {
        return registry.get("commserver.alerts.active").tag("alert", alert).gauge().value();
    }

    private void pass(Duration time) {
        for (Duration passed = Duration.ZERO; passed.compareTo(time) < 0; passed = passed.plus(PACE)) {
            now += PACE.toNanos();
            trends.sample();
        }
    }
}
