package one.commserver.trend;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.Nonsense;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Configuration;

class AlertPropertiesTest {

    private final ApplicationContextRunner runner = new ApplicationContextRunner().withUserConfiguration(Some.class);

    @Test
    void eachAlertHasAThreshold() {
        runner.run(context -> {
            AlertProperties properties = context.getBean(AlertProperties.class);
            for (Alert alert : Alert.values()) {
                assertThat(properties.threshold(alert)).as(alert.wireName()).isPositive();
            }
        });
    }

    @ParameterizedTest
    @CsvSource({
        "connections-high, 1.1",
        "connections-high, -0.1",
        "heap-high, NaN",
        "relay-memory-high, 80",
        "processors-high, 2",
        "errors-high, -1",
        "failures-high, Infinity",
        "round-trip-high, -1s",
        "full-soon, 25h",
        "clear-at, 0",
        "clear-at, 1.5",
    })
    void whatMakesNoSenseIsRefused(String name, String value) {
        Nonsense.isRefusedByName(runner, "commserver.alerts." + name, value);
    }

    @Configuration(proxyBeanMethods = false)
    @EnableConfigurationProperties(AlertProperties.class)
    static class Some {}
}
