package one.commserver.registry.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.redis.OwnRedis;
import one.commserver.redis.TestRedis;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.TestHolder;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayList;

/// The registry in Redis does what every registry does.
class RedisRegistryIT extends RedisRegistryFixture {

    @RegisterExtension static final OwnRedis<RedisServer> REDIS = OwnRedis.single();

    @Override
    TestRedis connected() {
        return REDIS.one();
    }

    @Test
    void nothingIsLeftOnTheNodeWhenAllAreGone() {
        var scene = RegistryScene.of(this);
        var first = scene.take(scene.phone);
        var second = scene.take(scene.phone, first.token());
        scene.take(scene.phone);
        scene.displace(scene.phone);

        scene.found().forEach(held -> scene.registry.end(held).block(TestHolder.LONG_ENOUGH));

        assertThat(second.isDisplaced()).isTrue();
        await().until(() -> ((RedisRegistry) scene.registry).count() == 0);
    }

    @Test
    void aSlotThatNobodyHoldsIsForgotten() {
        var scene = RegistryScene.of(this);
        scene.end(scene.take(scene.phone));
        String key = TestNode.key(scene.identity);

        assertThat(REDIS.server().ask("HKEYS " + key)).contains("last").doesNotContain("control");
        assertThat(REDIS.server().ask("PTTL " + key)).doesNotContain("-");
    }

    @Test
    void aClockThatIsSetBackRefusesNobodyForLongerThanAWindow() {
        var scene = RegistryScene.of(this);
        var former = scene.take(scene.phone);
        scene.time.advance(Duration.ofHours(-1));

        assertThat(scene.windowOf(scene.phone)).isPositive().isLessThanOrEqualTo(RegistryScene.WINDOW);
        scene.time.advance(RegistryScene.WINDOW);
        assertThat(scene.take(scene.phone).isRefused()).isFalse();
        assertThat(former.isDisplaced()).isTrue();
    }

    @Test
    void oneIdentityIsRememberedInBounds() {
        var scene = RegistryScene.remembering(this, 3, 10);
        var lost = new ArrayList<TestHolder>();
        for (int i = 0; i < 10; i++) {
            lost.add(scene.take(scene.control("instance " + i)));
            scene.lost(lost.getLast());
        }

        String key = TestNode.key(scene.identity);
        assertThat(REDIS.server().ask("HLEN " + key)).startsWith(":4");
        assertThat(scene.take(lost.get(6).registration().slot(), lost.get(6).token()).taken().resumed()).isFalse();
        assertThat(scene.take(lost.get(9).registration().slot(), lost.get(9).token()).taken().resumed()).isTrue();
    }
}
