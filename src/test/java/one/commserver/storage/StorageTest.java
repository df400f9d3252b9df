package one.commserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.mock.env.MockEnvironment;

import java.util.Map;

class StorageTest {

    @Test
    void memoryUnlessARedisIsNamed() {
        assertThat(Storage.of(environment())).isEqualTo(Storage.MEMORY);
        assertThat(Storage.of(environment("commserver.registry.slot-window", "2s"))).isEqualTo(Storage.MEMORY);
        assertThat(Storage.of(environment("commserver.redis.key-prefix", "cs"))).isEqualTo(Storage.MEMORY);
        assertThat(Storage.of(environment("commserver.redis.url", "redis://localhost"))).isEqualTo(Storage.REDIS);
        assertThat(Storage.of(environment("commserver.redis.sentinel.master", "main"))).isEqualTo(Storage.REDIS);
        assertThat(Storage.of(environment("commserver.redis.cluster.nodes[0]", "one:1"))).isEqualTo(Storage.REDIS);
        assertThat(Storage.of(environment("commserver.redis.cluster.nodes", "one:1"))).isEqualTo(Storage.REDIS);
    }

    @Test
    void aChoiceWins() {
        var memory = environment("commserver.redis.url", "redis://localhost");
        memory.setProperty("commserver.registry", "memory");

        assertThat(Storage.of(memory)).isEqualTo(Storage.MEMORY);
        assertThat(Storage.of(environment("commserver.registry", "Redis"))).isEqualTo(Storage.REDIS);
    }

    @Test
    void anotherStoreIsRefused() {
        assertThatThrownBy(() -> Storage.of(environment("commserver.registry", "etcd")))
                .hasMessage("commserver.registry must be one of [memory, redis], but is 'etcd'");
    }

    @ParameterizedTest
    @CsvSource({
        "commserver.redis.sentinel.nodes, 'one:1,two:2', commserver.redis.sentinel.nodes",
        "commserver.redis.sentinel.nodes[0], 'one:1', commserver.redis.sentinel.nodes",
        "commserver.redis.password, hidden, commserver.redis.password",
        "commserver.redis.user, hidden, commserver.redis.user",
        "commserver.redis.tls.enabled, true, commserver.redis.tls.enabled",
        "commserver.redis.replicas, 1, commserver.redis.replicas",
        "commserver.redis.uri, redis://hidden, commserver.redis.uri",
    })
    void aRedisThatIsDescribedMustBeNamed(String name, String value, String told) {
        MockEnvironment environment = environment(name, value);

        assertThatThrownBy(() -> Storage.of(environment))
                .isInstanceOf(StorageRefusedException.class)
                .hasMessageStartingWith(told)
                .hasMessageContaining("commserver.redis.url")
                .message()
                .doesNotContain("hidden");
        environment.setProperty("commserver.registry", "memory");
        assertThat(Storage.of(environment)).isEqualTo(Storage.MEMORY);
    }

    @Test
    void environmentVariablesAreReadAsWell() {
        assertThat(Storage.of(variables(Map.of("COMMSERVER_REDIS_KEYPREFIX", "cs")))).isEqualTo(Storage.MEMORY);
        assertThat(Storage.of(variables(Map.of("COMMSERVER_REDIS_URL", "redis://one")))).isEqualTo(Storage.REDIS);
        assertThatThrownBy(() -> Storage.of(variables(Map.of("COMMSERVER_REDIS_SENTINEL_NODES", "one:1"))))
                .isInstanceOf(StorageRefusedException.class)
                .hasMessageStartingWith("commserver.redis.sentinel.nodes is set");
    }

    private static MockEnvironment variables(Map<String, Object> variables) {
        MockEnvironment environment = environment();
        environment
                .getPropertySources()
                .addFirst(
                        new SystemEnvironmentPropertySource(
                                StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, variables));
        return environment;
    }

    private static MockEnvironment environment(String... property) {
        var environment = new MockEnvironment();
        environment.setConversionService(new ApplicationConversionService());
        if (property.length > 0) {
            environment.setProperty(property[0], property[1]);
        }
        return environment;
    }
}
