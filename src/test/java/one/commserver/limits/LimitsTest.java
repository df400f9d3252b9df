package one.commserver.limits;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.address.AddressRange;
import one.commserver.testing.Nonsense;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

class LimitsTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withUserConfiguration(LimitsConfiguration.class)
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void defaultsAreThoseOfTheSpec() {
        runner.run(context -> {
            assertThat(context.getBean(ConnectionLimits.class).connections()).isEqualTo(10_000);
            assertThat(context.getBean(ConnectionLimits.class).trustedProxies()).isEmpty();
            assertThat(context.getBean(RateLimits.class).bytesPerSecond()).isEqualTo(DataSize.ofMegabytes(64));
            var sizes = context.getBean(SizeLimits.class);
            assertThat(sizes.textMessageBeforeAuthentication()).isEqualTo(DataSize.ofKilobytes(16));
            assertThat(sizes.textMessage()).isEqualTo(DataSize.ofKilobytes(512));
            assertThat(sizes.binaryFrame()).isEqualTo(DataSize.ofMegabytes(1));
            assertThat(sizes.channelWindow()).isEqualTo(DataSize.ofMegabytes(1));
            assertThat(sizes.connectionWindow()).isEqualTo(DataSize.ofMegabytes(4));
        });
    }

    @Test
    void anOperatorsValuesAreRead() {
        runner.withPropertyValues(
                        "commserver.limits.trusted-proxies=10.0.0.0/8, 2001:db8::/32",
                        "commserver.limits.messages-per-second=0",
                        "commserver.limits.binary-frame=2MB",
                        "commserver.limits.channel-window=2MB")
                .run(context -> {
                    assertThat(context.getBean(ConnectionLimits.class).trustedProxies())
                            .containsExactly(AddressRange.valueOf("10.0.0.0/8"), AddressRange.valueOf("2001:db8::/32"));
                    assertThat(context.getBean(RateLimits.class).messagesPerSecond()).isZero();
                });
    }

    @ParameterizedTest
    @CsvSource({
        "connections, 0",
        "connections-per-address, 0",
        "connections-per-identity, 0",
        "data-lanes, -1",
        "discovery-per-identity, 0",
        "failed-authentications, 0",
        "messages-per-second, -1",
        "messages-per-second, 1000001",
        "bytes-per-second, -1B",
        "bytes-per-second, 1GB",
        "burst, 0s",
        "burst, 2h",
        "text-message-before-authentication, 1B",
        "text-message, 15KB",
        "text-message, 2GB",
        "binary-frame, 10B",
        "channels, 0",
        "channel-window, 1023KB",
        "connection-window, 1023KB",
        "outbound-bytes, 511KB",
        "pending-requests, 0",
    })
    void nonsenseIsRefusedByName(String name, String value) {
        Nonsense.isRefusedByName(runner, "commserver.limits." + name, value);
    }

    @Test
    void aMistypedProxyIsRefused() {
        runner.withPropertyValues("commserver.limits.trusted-proxies=10.0.0.0/8,proxy.example")
                .run(context -> assertThat(context).getFailure().rootCause().hasMessageContaining("'proxy.example'"));
    }
}
