package one.commserver.health;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.transport.ConnectionManager;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.availability.ApplicationAvailabilityBean;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.test.context.ConfigDataApplicationContextInitializer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import reactor.core.scheduler.Scheduler;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

class HealthConfigurationTest {

    private static final HealthProperties DEFAULTS =
            new HealthProperties(Duration.ofSeconds(15), Duration.ofSeconds(45), Duration.ofSeconds(60));

    private final ApplicationContextRunner server =
            new ApplicationContextRunner()
                    .withUserConfiguration(HealthConfiguration.class)
                    .withBean(ApplicationAvailabilityBean.class)
                    .withBean(ConnectionManager.class, () -> new FakeLinks(List.of()))
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withBean("timers", Scheduler.class, VirtualTimeScheduler::create)
                    .withBean(NanoClock.class, () -> () -> 0)
                    .withBean(InstantSource.class, () -> () -> Watch.START);

    @Test
    void theWatchRunsWithTheApplication() {
        server.run(context -> {
            assertThat(context.getBean(HealthProperties.class)).isEqualTo(DEFAULTS);
            assertThat(context.getBean(HealthMonitor.class).isRunning()).isTrue();
            HealthIndicator indicator = context.getBean(HealthIndicator.class);
            assertThat(indicator.health().getStatus()).isEqualTo(Status.UP);
            context.getBean(HealthMonitor.class).stop();
            assertThat(indicator.health().getStatus()).isEqualTo(Status.DOWN);
        });
    }

    @Test
    void theApplicationsOwnFileHasTheSameDefaults() {
        server.withInitializer(new ConfigDataApplicationContextInitializer())
                .run(context -> assertThat(context.getBean(HealthProperties.class)).isEqualTo(DEFAULTS));
    }

    @Test
    void theVariablesThatOperatorsKnowAreMilliseconds() {
        server.withInitializer(new ConfigDataApplicationContextInitializer())
                .withSystemProperties("HEARTBEAT_INTERVAL_MS=200", "CONNECTION_TIMEOUT_MS=700", "STATS_INTERVAL_MS=0")
                .run(context ->
                        assertThat(context.getBean(HealthProperties.class))
                                .isEqualTo(
                                        new HealthProperties(
                                                Duration.ofMillis(200), Duration.ofMillis(700), Duration.ZERO)));
    }

    @ParameterizedTest
    @CsvSource({
        "-1,    45000, 60000, heartbeat-interval",
        "15000, -1,    60000, connection-timeout",
        "15000, 45000, -1,    stats-interval",
        "86400001, 0,  0,     heartbeat-interval",
        "15000, 15000, 60000, connection-timeout must be longer",
    })
    void whatMakesNoSenseIsRefused(long heartbeat, long timeout, long stats, String what) {
        assertThatThrownBy(() ->
                        new HealthProperties(
                                Duration.ofMillis(heartbeat), Duration.ofMillis(timeout), Duration.ofMillis(stats)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(what);
    }
}
