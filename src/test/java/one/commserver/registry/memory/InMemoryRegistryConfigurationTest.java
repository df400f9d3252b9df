package one.commserver.registry.memory;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryProperties;
import one.commserver.testing.Nonsense;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import reactor.core.Disposable;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

class InMemoryRegistryConfigurationTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withUserConfiguration(InMemoryRegistryConfiguration.class)
                    .withBean(NodeId.class, () -> new NodeId("node"))
                    .withBean(InForce.class, () -> new InForce<>(new ConnectionLimits(10, 10, 10, 4, 8, 30, List.of())))
                    .withBean(NanoClock.class, () -> () -> 0)
                    .withBean(InstantSource.class, InstantSource::system);

    @Test
    void offersOneRegistryWithTheDefaultsOfTheSpec() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(Registry.class);
            var properties = context.getBean(RegistryProperties.class);
            assertThat(properties.slotWindow()).isEqualTo(Duration.ofSeconds(2));
            assertThat(properties.maxSlotWindow()).isEqualTo(Duration.ofMinutes(1));
            assertThat(properties.displacementMemory()).isEqualTo(Duration.ofMinutes(1));
            assertThat(properties.conflictFrom()).isEqualTo(3);
            assertThat(properties.sessionTimeToLive()).isEqualTo(Duration.ofMinutes(5));
        });
    }

    @Test
    void theSweepEndsWithTheContext() {
        var sweep = new Disposable[1];

        runner.run(context -> sweep[0] = context.getBean("registrySweep", Disposable.class));

        assertThat(sweep[0].isDisposed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "slot-window, -1s",
        "max-slot-window, 1s",
        "displacement-memory, 59s",
        "conflict-from, 0",
        "session-time-to-live, -1s",
        "session-time-to-live, 2d",
        "displacement-patience, 0s",
        "remembered-per-identity, 0",
        "remembered, 0",
        "lease, 1ms",
    })
    void nonsenseIsRefusedByName(String name, String value) {
        Nonsense.isRefusedByName(runner, "commserver.registry." + name, value);
    }
}
