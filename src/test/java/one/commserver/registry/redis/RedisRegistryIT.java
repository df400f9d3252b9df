package one.commserver.registry.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.limits.ConnectionLimits;
import one.commserver.redis.TestRedis;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryContract;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.TestHolder;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;

/// The registry in Redis does what every registry does.
@Timeout(300)
class RedisRegistryIT implements RegistryContract {

    private static RedisServer server;
    private static TestRedis connected;

    private final List<TestNode> nodes = new ArrayList<>();

    @BeforeAll
    static void start() {
        server = RedisServer.start();
        connected = TestRedis.at(server);
    }

    @AfterAll
    static void stop() {
        connected.close();
        server.close();
    }

    @AfterEach
    void end() {
        nodes.forEach(TestNode::pause);
    }

    @Override
    public Registry registry(RegistryProperties properties, ConnectionLimits limits, TestTime time) {
        var node =
                TestNode.with(
                        connected,
                        properties,
                        limits,
                        () -> String.valueOf(ChronoUnit.MICROS.between(Instant.EPOCH, time.instant())));
        nodes.add(node);
        return node.registry;
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
        String key = "test:{" + SlotField.ofIdentity(scene.identity) + "}:slots";

        assertThat(server.ask("HKEYS " + key)).contains("last").doesNotContain("control");
        assertThat(server.ask("PTTL " + key)).doesNotContain("-");
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

        String key = "test:{" + SlotField.ofIdentity(scene.identity) + "}:slots";
        assertThat(server.ask("HLEN " + key)).startsWith(":4");
        assertThat(scene.take(lost.get(6).registration().slot(), lost.get(6).token()).taken().resumed()).isFalse();
        assertThat(scene.take(lost.get(9).registration().slot(), lost.get(9).token()).taken().resumed()).isTrue();
    }
}
