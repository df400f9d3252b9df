package one.commserver.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.registry.RegistryUnavailableException;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;

@Timeout(120)
class RedisIT {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    /// For what is to fail; whatever succeeds is tried again until it has, for a busy machine may be slower.
    private static final Duration IMPATIENT = Duration.ofSeconds(1);

    private static final Duration PATIENT = Duration.ofSeconds(10);

    private final Script<String> echo =
            Script.of(
                    "test/echo",
                    reply ->
                            reply.text(0)
                                    + ' '
                                    + reply.number(1)
                                    + ' '
                                    + reply.array(2).isNull(0)
                                    + ' '
                                    + reply.array(2).text(1));

    @Test
    void aScriptRunsAlsoWhereItIsUnknown() {
        try (var server = RedisServer.start();
                var connected = TestRedis.at(server)) {
            assertThat(echoed(connected)).isEqualTo("zwölf 12 true zwölf");
            server.ask("SCRIPT FLUSH");
            assertThat(echoed(connected)).isEqualTo("zwölf 12 true zwölf");
        }
    }

    @Test
    void whateverFailsIsUnavailable() {
        try (var server = RedisServer.start();
                var connected = TestRedis.at(server)) {
            Script<Long> broken = Script.of("test/broken", reply -> reply.number(0));

            assertUnavailable(() -> connected.redis.run(broken, List.of("key")).block(LONG_ENOUGH));
            assertThat(echoed(connected)).isNotNull();
        }
    }

    @Test
    void aServerThatIsKilledIsUnavailableAtOnceAndComesBack() {
        try (var server = RedisServer.start();
                var connected = TestRedis.at(server)) {
            echoed(connected);
            long connects = connected.connections.connects();

            server.kill();
            assertUnavailable(() -> echoed(connected));
            server.restart();

            await(() -> isAnswered(connected));
            assertThat(connected.connections.connects()).isGreaterThan(connects);
            assertThat(server.ask("GET key")).contains("zw");
        }
    }

    @Test
    void aServerThatIsPausedIsUnavailableAndNothingIsDoneLate() {
        try (var server = RedisServer.start();
                var connected = TestRedis.with(TestRedis.properties(server.url(), null, IMPATIENT, 0))) {
            await(() -> isAnswered(connected));

            server.pause();
            assertUnavailable(() -> echoed(connected));
            // nobody waits for nothing, save one in a second
            await(() -> put(connected, bytes("unheard")).isCompletedExceptionally());
            server.resume();

            await(() -> isAnswered(connected));
        }
    }

    /// Five more than have room: what is beyond the bound fails before anything can have timed out, and what nobody waits for
    /// any more counts until something is answered.
    @Test
    void whatWaitsForAPausedServerIsBounded() {
        byte[] large = new byte[1_000_000];
        long most = TestRedis.MEGABYTES.toBytes() / large.length;
        try (var server = RedisServer.start();
                var connected = TestRedis.with(TestRedis.properties(server.url(), null, Duration.ofSeconds(8), 0))) {
            await(() -> isAnswered(connected));
            server.pause();

            List<CompletableFuture<String>> all = Stream.generate(() -> put(connected, large)).limit(most + 5).toList();
            assertThat(all.stream().limit(most)).noneMatch(CompletableFuture::isDone);
            assertThat(all.stream().skip(most)).allMatch(CompletableFuture::isCompletedExceptionally);
            await(() -> all.stream().allMatch(CompletableFuture::isCompletedExceptionally));
            assertThat(put(connected, large)).isCompletedExceptionally();

            server.resume();
            await(() -> isAnswered(connected));
            await(() -> {
                CompletableFuture<String> again = put(connected, large);
                await(again::isDone);
                return !again.isCompletedExceptionally();
            });
        }
    }

    private CompletableFuture<String> put(TestRedis connected, byte[] value) {
        return connected.redis.run(echo, List.of("key"), value, 1).toFuture();
    }

    @Test
    void aServerThatComesLaterIsFound() {
        var server = RedisServer.start();
        server.kill();
        try (server;
                var connected = TestRedis.at(server)) {
            assertUnavailable(() -> echoed(connected));
            server.restart();

            await(() -> isAnswered(connected));
        }
    }

    @Test
    void confirmationNeedsAReplica() {
        try (var server = RedisServer.start();
                var connected = TestRedis.with(TestRedis.properties(server.url(), null, IMPATIENT, 1))) {
            assertUnavailable(() -> confirmed(connected));

            try (var replica = RedisServer.start("--replicaof", "127.0.0.1", String.valueOf(server.port()))) {
                await(() -> server.ask("INFO replication").contains("state=online"));
                await(() -> {
                    try {
                        return confirmed(connected) != null;
                    } catch (RegistryUnavailableException notYet) {
                        return false;
                    }
                });
                assertThat(replica.ask("GET key")).contains("zw");
            }
        }
    }

    @Test
    void aPasswordIsUsedAndAWrongOneShownNowhere() {
        try (var server = RedisServer.start("--requirepass", "open sesame");
                var right = TestRedis.with(TestRedis.properties(server.url(), "open sesame", PATIENT, 0));
                var wrong = TestRedis.with(TestRedis.properties(server.url(), "swordfish", PATIENT, 0))) {
            assertThat(echoed(right)).isNotNull();
            assertThatThrownBy(() -> echoed(wrong)).hasNoCause().hasMessageNotContaining("swordfish");
        }
    }

    @Test
    void whoeverListensStillDoesAfterARestart() throws Exception {
        try (var server = RedisServer.start();
                var connected = TestRedis.at(server)) {
            var heard = new LinkedBlockingQueue<String>();
            connected.redis.listen("channel", message -> heard.add(text(message))).block(LONG_ENOUGH);
            assertThat(connected.redis.publish("channel", bytes("one")).block(LONG_ENOUGH)).isEqualTo(1);
            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("one");

            server.kill();
            server.restart();
            await(() -> isHeard(connected));

            assertThat(heard.poll(20, TimeUnit.SECONDS)).isEqualTo("two");
        }
    }

    private static boolean isHeard(TestRedis connected) {
        try {
            return connected.redis.publish("channel", bytes("two")).block(LONG_ENOUGH) == 1;
        } catch (RegistryUnavailableException notYet) {
            return false;
        }
    }

    private boolean isAnswered(TestRedis connected) {
        try {
            return echoed(connected) != null;
        } catch (RegistryUnavailableException notYet) {
            return false;
        }
    }

    private String echoed(TestRedis connected) {
        return connected.redis.run(echo, List.of("key"), "zwölf", 12).block(LONG_ENOUGH);
    }

    private String confirmed(TestRedis connected) {
        return connected.redis.confirmed(echo, List.of("key"), "zwölf", 12).block(LONG_ENOUGH);
    }

    private static void assertUnavailable(Runnable step) {
        assertThatThrownBy(step::run)
                .isInstanceOfSatisfying(
                        RegistryUnavailableException.class,
                        away -> assertThat(away.retryAfter()).isEqualTo(Duration.ofSeconds(1)));
    }

    private static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("nanoseconds beyond the deadline").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
        }
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
