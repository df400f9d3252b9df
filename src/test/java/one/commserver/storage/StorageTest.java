package one.commserver.storage;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.springframework.boot.convert.ApplicationConversionService;
import org.springframework.mock.env.MockEnvironment;

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

    private static MockEnvironment environment(String... property) {
        var environment = new MockEnvironment();
        environment.setConversionService(new ApplicationConversionService());
        if (property.length > 0) {
            environment.setProperty(property[0], property[1]);
        }
        return environment;
    }
}
