package one.commserver.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.registry.RegistryUnavailableException;
import one.commserver.testing.RedisCluster;
import one.commserver.testing.RedisServer;
import one.commserver.testing.TestCertificate;

import org.awaitility.core.ConditionFactory;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.ssl.SslBundle;
import org.springframework.boot.ssl.pem.PemSslStoreBundle;
import org.springframework.boot.ssl.pem.PemSslStoreDetails;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.regex.Pattern;

/// The forms in which a Redis is run: with users, with TLS, watched by sentinels, with replicas, as a cluster.
@Timeout(180)
class RedisDeploymentsIT {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(60);
    private static final Duration PATIENT = Duration.ofSeconds(10);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final Script<String> echo = Script.of("test/echo", reply -> reply.text(0));

    @TempDir private Path folder;

    @Test
    void aUserWithAPasswordMayDoWhatTheServerNeedsAndNobodyElseMay() {
        try (var server =
                        RedisServer.process(
                                "--user",
                                "default",
                                "off",
                                "--user",
                                "commserver",
                                "on",
                                ">open-sesame",
                                "~test:*",
                                "&test:*",
                                "-@all",
                                "+@read",
                                "+@write",
                                "+@scripting",
                                "+@pubsub",
                                "+@connection",
                                "+wait",
                                "+time",
                                "-@dangerous");
                var right = TestRedis.with(properties(server.url(), "commserver", "open-sesame", 0));
                var wrong = TestRedis.with(properties(server.url(), "commserver", "swordfish", 0));
                var nobody = TestRedis.with(properties(server.url(), null, null, 0))) {
            assertWorks(right);
            assertThatThrownBy(() -> echoed(wrong))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasNoCause()
                    .hasMessageNotContaining("swordfish");
            assertThatThrownBy(() -> echoed(nobody)).isInstanceOf(RegistryUnavailableException.class);
        }
    }

    @Test
    void overTlsOnlyAServerWithAKnownCertificateIsSpokenTo() throws Exception {
        var certificate = TestCertificate.in(folder);
        String port = String.valueOf(RedisServer.freePort());
        try (var server =
                RedisServer.process(
                        "--tls-port",
                        port,
                        "--tls-cert-file",
                        certificate.certificatePem().toString(),
                        "--tls-key-file",
                        certificate.keyPem().toString(),
                        "--tls-ca-cert-file",
                        certificate.certificatePem().toString(),
                        "--tls-auth-clients",
                        "no")) {
            var properties = properties("rediss://127.0.0.1:" + port, null, null, 0);
            var details = PemSslStoreDetails.forCertificate("file:" + certificate.certificatePem());
            var bundle = SslBundle.of(new PemSslStoreBundle(null, details));
            try (var right = TestRedis.with(properties, bundle);
                    var trustsOthers = TestRedis.with(properties);
                    var plain = TestRedis.with(properties("redis://127.0.0.1:" + port, null, null, 0))) {
                assertWorks(right);
                assertThatThrownBy(() -> echoed(trustsOthers)).isInstanceOf(RegistryUnavailableException.class);
                assertThatThrownBy(() -> echoed(plain)).isInstanceOf(RegistryUnavailableException.class);
            }
            assertThat(server.ask("PING")).startsWith("+PONG");
        }
    }

    @Test
    void whatSentinelsPromoteIsFound() {
        try (var master = RedisServer.process();
                var replica = RedisServer.process("--replicaof", "127.0.0.1", String.valueOf(master.port()))) {
            patiently().until(() -> master.ask("INFO replication").contains("state=online"));
            try (var sentinel =
                            RedisServer.sentinel(
                                    "sentinel monitor main 127.0.0.1 " + master.port() + " 1",
                                    "sentinel down-after-milliseconds main 3000",
                                    "sentinel failover-timeout main 5000");
                    var connected = TestRedis.with(watched("127.0.0.1:" + sentinel.port()))) {
                patiently().until(() -> sentinel.ask("SENTINEL REPLICAS main").contains("127.0.0.1"));
                assertWorks(connected);
                Queue<String> heard = new ConcurrentLinkedQueue<>();
                connected.redis.listen("test:news", message -> heard.add(text(message))).block(LONG_ENOUGH);
                patiently().until(() -> replica.ask("GET test:key").contains("zw"));
                long connects = connected.connections.connects();

                master.kill();

                // what is read there is what the replica had
                patiently()
                        .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                        .untilAsserted(() -> assertThat(read(connected)).isEqualTo("zwei"));
                assertThat(replica.ask("ROLE")).contains("master");
                patiently()
                        .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                        .untilAsserted(() -> assertThat(echoed(connected)).isEqualTo("zwei"));
                assertThat(connected.connections.connects()).isGreaterThan(connects);
                patiently()
                        .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                        .until(() -> {
                            connected.redis.publish("test:news", bytes("again")).block(LONG_ENOUGH);
                            return heard.contains("again");
                        });
            }
        }
    }

    @Test
    void whatIsAcknowledgedAReplicaHas() {
        try (var master = RedisServer.process();
                var replica = RedisServer.process("--replicaof", "127.0.0.1", String.valueOf(master.port()));
                var connected = TestRedis.with(properties(master.url(), null, null, 1))) {
            patiently().until(() -> master.ask("INFO replication").contains("state=online"));
            patiently()
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .until(() -> confirmed(connected, "eins").equals("eins"));
            assertThat(replica.ask("GET test:key")).contains("eins");

            replica.pause();
            try {
                assertThatThrownBy(() -> confirmed(connected, "zwei")).isInstanceOf(RegistryUnavailableException.class);
                // it stands at the master nevertheless, and what needs no confirmation goes on
                assertThat(read(connected)).isEqualTo("zwei");
            } finally {
                replica.resume();
            }
            patiently()
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .until(() -> confirmed(connected, "drei").equals("drei"));
            assertThat(replica.ask("GET test:key")).contains("drei");
        }
    }

    @Test
    void inAClusterEachKeyIsFoundAndFollowedWhereverItIs() {
        try (var cluster = RedisCluster.start();
                var connected = TestRedis.at(cluster)) {
            for (int i = 0; i < 50; i++) {
                String key = "test:{" + i + "}";
                assertThat(connected.redis.run(echo, List.of(key), "zwei", 2).block(LONG_ENOUGH)).isEqualTo("zwei");
            }
            assertThat(cluster.masters()).noneMatch(master -> master.ask("DBSIZE").startsWith(":0"));
            cluster.move("test:{7}");

            patiently()
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .until(() ->
                            connected
                                    .redis
                                    .run(echo, List.of("test:{7}"), "drei", 3)
                                    .block(LONG_ENOUGH)
                                    .equals("drei"));
            assertThat(cluster.masters()).filteredOn(master -> master.ask("GET test:{7}").contains("drei")).hasSize(1);
            Queue<String> heard = new ConcurrentLinkedQueue<>();
            connected.redis.listen("test:news", message -> heard.add(text(message))).block(LONG_ENOUGH);
            cluster.masters().forEach(master -> master.ask("PUBLISH test:news " + master.port()));
            patiently().until(() -> heard.size() == cluster.masters().size());
        }
    }

    /// It isn't confirmed by anybody, but done where the key is now.
    @Test
    void whatHasToBeConfirmedFollowsAKeyThatHasMoved() {
        try (var cluster = RedisCluster.start();
                var connected = TestRedis.with(TestRedis.properties(cluster, "test", 1))) {
            assertThat(echoed(connected)).isEqualTo("zwei");
            cluster.move("test:key");

            assertThatThrownBy(() -> confirmed(connected, "drei")).isInstanceOf(RegistryUnavailableException.class);

            assertThat(cluster.masters()).filteredOn(master -> master.ask("GET test:key").contains("drei")).hasSize(1);
        }
    }

    /// Whoever sees that a connection was made says all again: only what may have lost something may count.
    @Test
    void thatAClusterIsAskedWhoIsInItIsNoNewConnection() {
        try (var cluster = RedisCluster.start();
                var connected = TestRedis.at(cluster, Duration.ofMillis(200))) {
            for (int i = 0; i < 50; i++) {
                connected.redis.run(echo, List.of("test:{" + i + "}"), "zwei", 2).block(LONG_ENOUGH);
            }
            connected.redis.listen("test:news", message -> {}).block(LONG_ENOUGH);
            RedisServer first = cluster.masters().getFirst();
            long connects = connected.connections.connects();
            long asked = timesAsked(first);
            patiently().until(() -> timesAsked(first) > asked + 10);
            assertThat(connected.connections.connects()).isEqualTo(connects);

            first.kill();
            first.restart();

            patiently().until(() -> connected.connections.connects() > connects);
        }
    }

    /// How often a server of a cluster was asked who is in it.
    private static long timesAsked(RedisServer server) {
        return Pattern.compile("cmdstat_cluster\\|nodes:calls=(\\d+)")
                .matcher(server.ask("INFO commandstats"))
                .results()
                .mapToLong(found -> Long.parseLong(found.group(1)))
                .sum();
    }

    /// It runs scripts, also unknown ones, and hears what is published.
    private void assertWorks(TestRedis connected) {
        assertThat(echoed(connected)).isEqualTo("zwei");
        Queue<String> heard = new ConcurrentLinkedQueue<>();
        connected.redis.listen("test:channel", message -> heard.add(text(message))).block(LONG_ENOUGH);
        connected.redis.publish("test:channel", bytes("news")).block(LONG_ENOUGH);
        patiently().until(() -> heard.contains("news"));
    }

    private @Nullable String echoed(TestRedis connected) {
        return connected.redis.run(echo, List.of("test:key"), "zwei", 2).block(LONG_ENOUGH);
    }

    private String confirmed(TestRedis connected, String value) {
        return String.valueOf(connected.redis.confirmed(echo, List.of("test:key"), value, 2).block(LONG_ENOUGH));
    }

    private static String read(TestRedis connected) {
        byte[] value = connected.redis.command("get", commands -> commands.get("test:key")).block(LONG_ENOUGH);
        return value == null ? "" : text(value);
    }

    private static RedisProperties properties(
            String url, @Nullable String user, @Nullable String password, int replicas) {
        return new RedisProperties(
                url,
                null,
                null,
                user,
                password,
                null,
                PATIENT,
                PATIENT,
                SECOND,
                SECOND,
                PATIENT,
                20_000,
                TestRedis.MEGABYTES,
                replicas,
                "test");
    }

    private static RedisProperties watched(String sentinel) {
        return new RedisProperties(
                null,
                new RedisProperties.Sentinel("main", List.of(sentinel), null, null),
                null,
                null,
                null,
                null,
                PATIENT,
                SECOND,
                SECOND,
                SECOND,
                PATIENT,
                20_000,
                TestRedis.MEGABYTES,
                0,
                "test");
    }

    private static ConditionFactory patiently() {
        return await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(50));
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.UTF_8);
    }
}
