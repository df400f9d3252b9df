package one.commserver.redis;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.testing.Nonsense;
import one.commserver.tracing.Tracing;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.autoconfigure.ssl.SslAutoConfiguration;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;

import java.time.Duration;

class RedisConfigurationTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withUserConfiguration(RedisConfiguration.class)
                    .withConfiguration(AutoConfigurations.of(SslAutoConfiguration.class))
                    .withBean(Unavailable.class, () -> RegistryUnavailableException::new)
                    .withBean(NanoClock.class, () -> System::nanoTime)
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new)
                    .withBean(Tracing.class, () -> Tracing.NONE);

    @Test
    void nothingStartsWithoutARedis() {
        runner.run(context -> {
            assertThat(context).doesNotHaveBean(RedisConnections.class);
            assertThat(context).doesNotHaveBean(RedisProperties.class);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "commserver.redis.url, redis://127.0.0.1:1",
        "commserver.redis.url, rediss://somebody:secret@127.0.0.1:1/3",
        "commserver.redis.cluster.nodes, '127.0.0.1:1,127.0.0.1:2'",
    })
    void aRedisThatIsAwayKeepsNobodyFromStarting(String name, String value) {
        runner.withPropertyValues(name + "=" + value)
                .run(context -> {
                    assertThat(context).hasSingleBean(Redis.class);
                    var properties = context.getBean(RedisProperties.class);
                    assertThat(properties.commandTimeout()).isEqualTo(Duration.ofSeconds(2));
                    assertThat(properties.replicas()).isZero();
                    assertThat(properties.keyPrefix()).isEqualTo("cs");
                });
    }

    @Test
    void sentinelsAreUsed() {
        runner.withPropertyValues(
                        "commserver.redis.sentinel.master=main",
                        "commserver.redis.sentinel.nodes=127.0.0.1:1,127.0.0.1:2",
                        "commserver.redis.sentinel.password=secret",
                        "commserver.redis.password=secret")
                .run(context -> {
                    assertThat(context).hasSingleBean(Redis.class);
                    assertThat(context.getBean(RedisProperties.class).toString()).doesNotContain("secret");
                    assertThat(context.getBean(RedisProperties.class).sentinel().toString()).doesNotContain("secret");
                });
    }

    @ParameterizedTest
    @CsvSource({
        "command-timeout, 1ms",
        "command-timeout, 31s",
        "connect-timeout, 1h",
        "reconnect-max, 10ms",
        "retry-after, 0s",
        "request-queue, 0",
        "replicas, -1",
        "key-prefix, 'a:{b}'",
        "url, http://127.0.0.1",
        "url, redis://",
        "url, redis-sentinel://127.0.0.1#main",
    })
    void nonsenseIsRefusedByName(String name, String value) {
        Nonsense.isRefusedByName(
                runner.withPropertyValues("commserver.redis.url=redis://127.0.0.1:1"),
                "commserver.redis." + name,
                value);
    }

    @Test
    void oneRedisIsEnough() {
        runner.withPropertyValues(
                        "commserver.redis.url=redis://127.0.0.1:1", "commserver.redis.cluster.nodes=127.0.0.1:1")
                .run(context ->
                        assertThat(context)
                                .getFailure()
                                .rootCause()
                                .hasMessageStartingWith("exactly one of commserver.redis.url, ")
                                .hasMessageEndingWith(" must be set, but more than one is"));
        runner.withPropertyValues("commserver.registry=redis")
                .run(context ->
                        assertThat(context).getFailure().rootCause().hasMessageEndingWith(" must be set, but none is"));
    }
}
