package one.commserver.limits.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Digests;
import one.commserver.limits.RateLimiter;
import one.commserver.limits.RateLimiterContract;
import one.commserver.redis.OwnRedis;
import one.commserver.redis.TestRedis;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;

/// What nodes count together, and each alone while Redis is away.
@Timeout(120)
class RedisRateLimiterIT implements RateLimiterContract {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    private static final AtomicInteger NAMES = new AtomicInteger();

    @RegisterExtension static final OwnRedis<RedisServer> REDIS = OwnRedis.single();

    @Override
    public RateLimiter<String> limiter(int perMinute, TestTime time) {
        return limiter(REDIS.one(), "limit-" + NAMES.incrementAndGet(), perMinute, time);
    }

    private static RateLimiter<String> limiter(TestRedis redis, String name, int perMinute, TestTime time) {
        return new RedisRateLimiter<>(
                redis.redis, name, () -> perMinute, Function.identity(), time::micros, RateLimiterContract.clock(time));
    }

    /// Two nodes' limiters of the same limit.
    private record Two(String name, RateLimiter<String> one, RateLimiter<String> other, TestTime time) {
        static Two of(int perMinute) {
            var time = new TestTime();
            String name = "limit-" + NAMES.incrementAndGet();
            return new Two(
                    name,
                    limiter(REDIS.one(), name, perMinute, time),
                    limiter(REDIS.other(), name, perMinute, time),
                    time);
        }
    }

    /// Redis takes no key that ends at once.
    @Test
    void theHighestLimitIsCountedToo() {
        assertThat(RedisRateLimiter.forgivenAfter(1_000_000)).isEqualTo(60);
        assertThat(RedisRateLimiter.forgivenAfter(Integer.MAX_VALUE)).isEqualTo(1);
    }

    /// One has failed as often as it may; then it goes to another node.
    @Test
    void whoGoesToAnotherNodeFailsThereOnce() {
        var nodes = Two.of(30);
        for (int i = 0; i < 30; i++) {
            nodes.one().failed("a");
        }
        String full = String.valueOf(TestTime.microsOf(nodes.time().instant().plusSeconds(60)));
        await().atMost(LONG_ENOUGH).until(() -> counted(nodes).equals(full));

        nodes.other().failed("a");

        await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(nodes.other().pause("a")).isPositive());
        assertThat(nodes.other().pause("a")).isLessThanOrEqualTo(Duration.ofSeconds(4));
        assertThat(nodes.other().pause("b")).isZero();
        nodes.time().advance(Duration.ofSeconds(4));
        assertThat(nodes.other().pause("a")).isZero();
        assertThat(nodes.one().pause("a")).isZero();
    }

    /// What Redis knows of the only key of a limit.
    private static String counted(Two nodes) {
        List<String> keys = REDIS.server().ask("KEYS test:limit:" + nodes.name() + ":*").lines().toList();
        return keys.size() < 3 ? "" : REDIS.server().ask("GET " + keys.get(2)).lines().toList().get(1);
    }

    @Test
    void manyWhoAttackAllNodesWaitForAll() {
        var nodes = Two.of(30);
        for (int i = 0; i < 30; i++) {
            nodes.one().failed("a");
            nodes.other().failed("a");
        }

        await().atMost(LONG_ENOUGH).untilAsserted(() -> assertThat(longer(nodes)).isEqualTo(Duration.ofSeconds(62)));
    }

    private static Duration longer(Two nodes) {
        Duration one = nodes.one().pause("a");
        Duration other = nodes.other().pause("a");
        return one.compareTo(other) > 0 ? one : other;
    }

    @Test
    void keysSayNothingOfAddressesAndEndWithTheWait() {
        var nodes = Two.of(2);
        for (int i = 0; i < 1000; i++) {
            nodes.one().failed("192.0.2.7");
        }
        String pattern = "test:limit:" + nodes.name() + ":*";
        await().atMost(LONG_ENOUGH).until(() -> REDIS.server().ask("KEYS " + pattern).startsWith("*1"));

        String key = REDIS.server().ask("KEYS " + pattern).lines().toList().get(2);

        assertThat(key).doesNotContain("192");
        assertThat(Integer.parseInt(REDIS.server().ask("TTL " + key).substring(1).strip())).isBetween(0, 120);
    }

    @Test
    void withoutRedisEachNodeHasItsOwnLimitAndNothingWaits() {
        try (var mortal = RedisServer.start();
                var redis = TestRedis.at(mortal)) {
            var time = new TestTime();
            var limiter = limiter(redis, "limit", 30, time);
            limiter.failed("warm");
            await().atMost(LONG_ENOUGH).until(() -> mortal.ask("DBSIZE").startsWith(":1"));
            mortal.kill();

            for (int i = 0; i < 30; i++) {
                assertThat(limiter.pause("a")).isZero();
                limiter.failed("a");
            }
            assertThat(limiter.pause("a")).isEqualTo(Duration.ofSeconds(2));

            mortal.restart();
            // what is counted from now on is shared again
            await().atMost(LONG_ENOUGH)
                    .until(() -> {
                        limiter.failed("b");
                        return mortal.ask("EXISTS test:limit:limit:" + hash("b")).startsWith(":1");
                    });
        }
    }

    private static String hash(String key) {
        return Digests.sha256(key.getBytes(StandardCharsets.UTF_8)).toBase64Url();
    }
}
