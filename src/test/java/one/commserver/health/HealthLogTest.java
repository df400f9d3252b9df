package one.commserver.health;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.connection.ConnectionLabels;
import one.commserver.protocol.ConnectionKind;
import one.commserver.testing.LogLines;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.List;

class HealthLogTest {

    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final Watch watch =
            new Watch(
                    Duration.ofSeconds(15),
                    Duration.ofSeconds(45),
                    Duration.ofSeconds(60),
                    List.of(new EvictionLog(registry)));
    @RegisterExtension private final LogLines lines = LogLines.ofPackage(HealthMonitorTest.class, Level.DEBUG);

    @Test
    void statisticsAreALinePerIntervalByKindAndDialect() {
        label(watch.link(), "native", ConnectionKind.CONTROL);
        label(watch.link(), "native", ConnectionKind.CONTROL);
        label(watch.link(), "native", ConnectionKind.DATA);
        label(watch.link(), "one", null);
        watch.link();
        watch.monitor.start();
        FakeLink measured = watch.links.getFirst();
        for (int i = 0; i < 15 && measured.wire.written.isEmpty(); i++) {
            pass(1);
        }
        watch.pause(Duration.ofMillis(40));
        measured.answerPing();

        pass(61 - (int) Duration.ofNanos(watch.nanos()).toSeconds());

        assertThat(lines.all())
                .singleElement()
                .satisfies(line -> {
                    assertThat(line.getLevel()).isEqualTo(Level.INFO);
                    assertThat(line.getFormattedMessage())
                            .isEqualTo(
                                    "5 connections; control 2, data 1, discovery 0, none 2, one_listener 0,"
                                            + " one_requester 0; native 3, one 1, unknown 1; round trip 40 ms");
                });

        pass(58);
        assertThat(lines.all()).hasSize(1);
        pass(2);
        assertThat(lines.all()).hasSize(2);
    }

    @Test
    void anEmptyServerSaysSo() {
        assertThat(Census.of(java.util.stream.Stream.empty()))
                .hasToString(
                        "0 connections; control 0, data 0, discovery 0, one_listener 0, one_requester 0; no dialects;"
                                + " round trip -");
    }

    @Test
    void anEvictionIsOneLineAndCounted() {
        watch.monitor.start();
        label(watch.link(), "native", ConnectionKind.DATA);

        watch.pass(Duration.ofSeconds(50));

        assertThat(lines.all())
                .extracting(ILoggingEvent::getFormattedMessage)
                .containsExactly(watch.evictions.getFirst().toString());
        assertThat(registry.get("commserver.health.evictions").tag("kind", "data").counter().count()).isEqualTo(1);
    }

    /// Anybody can open a socket and say nothing.
    @Test
    void anEvictedStrangerIsCountedAndNoLine() {
        assertThat(registry.get("commserver.health.evictions").counters()).hasSize(6);
        lines.setLevel(Level.INFO);
        watch.monitor.start();
        watch.link();

        watch.pass(Duration.ofSeconds(50));

        assertThat(watch.evictions).hasSize(1);
        assertThat(lines.all()).isEmpty();
        assertThat(registry.get("commserver.health.evictions").tag("kind", "none").counter().count()).isEqualTo(1);
    }

    @Test
    void aPauseIsToldWithItsLength() {
        watch.monitor.start();
        pass(5);
        watch.pause(Duration.ofMillis(93_500));
        pass(1);

        assertThat(lines.all().getFirst().getLevel()).isEqualTo(Level.WARN);
        assertThat(lines.all().getFirst().getFormattedMessage()).contains("away for 93500 ms");
    }

    private void pass(int seconds) {
        for (int i = 0; i < seconds; i++) {
            watch.pass(Duration.ofSeconds(1));
            watch.links.forEach(link -> link.connection.touched());
        }
    }

    private static void label(FakeLink link, String dialect, ConnectionKind kind) {
        link.connection.label(new ConnectionLabels(dialect, kind, null, null));
    }
}
