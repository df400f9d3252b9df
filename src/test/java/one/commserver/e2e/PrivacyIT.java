package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;

import io.lettuce.core.RedisClient;
import io.lettuce.core.api.sync.RedisCommands;
import io.lettuce.core.codec.ByteArrayCodec;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.e2e.Management.Visitor;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpRequest;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// What a node shows of its clients, after some of everything: in its log, its meters, its answers to operators, and in
/// Redis.
@Isolated("it has all write down all they know")
class PrivacyIT {

    private static final byte[] SAID = "what only two peers may know".getBytes(StandardCharsets.US_ASCII);
    private static final byte[] LEFT = "what was left for somebody, sealed".getBytes(StandardCharsets.US_ASCII);

    /// Where whole identities are: whoever asks for its peers, its mailbox or its directory gets them back.
    private static final String[] KEYS_WITH_IDENTITIES = {
        "cs:{*}:invite:*",
        "cs:{*}:inviter",
        "cs:{*}:joiners",
        "cs:{*}:mail",
        "cs:{*}:mail:memory",
        "cs:{*}:pairings",
        "cs:{*}:session:*",
    };

    private static final Queue<String> LOG = new ConcurrentLinkedQueue<>();
    private static final AppenderBase<ILoggingEvent> APPENDER =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    LOG.add(
                            event.getFormattedMessage()
                                    + " "
                                    + event.getKeyValuePairs()
                                    + " "
                                    + event.getMDCPropertyMap()
                                    + " "
                                    + (event.getThrowableProxy() == null
                                            ? ""
                                            : ThrowableProxyUtil.asString(event.getThrowableProxy())));
                }
            };

    private static RedisServer redis;
    private static Management node;
    private static final List<RawClient> clients = new ArrayList<>();
    private static final Map<String, byte[]> secrets = new TreeMap<>();
    private static final Map<String, byte[]> identities = new TreeMap<>();
    private static Map<String, String> stored;
    private static Map<String, String> storedBehindDelivery;

    @BeforeAll
    static void start() {
        redis = RedisServer.start();
        node =
                Management.start(
                        "commserver.redis.url=" + redis.url(),
                        "commserver.redis.command-timeout=10s",
                        "logging.level.root=trace");
        for (String talkative : List.of("ROOT", "io.lettuce")) {
            var change =
                    node.request("/loggers/" + talkative)
                            .header("Content-Type", "application/json")
                            .POST(HttpRequest.BodyPublishers.ofString("{\"configuredLevel\":\"TRACE\"}"));
            assertThat(node.send(Visitor.OPERATOR, change).statusCode()).isEqualTo(400);
        }
        ((Logger) LoggerFactory.getLogger("one.commserver")).setLevel(Level.TRACE);
        APPENDER.start();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).addAppender(APPENDER);
        someOfEverything();
        await().atMost(RawClient.DEADLINE)
                .until(() -> node.get("/health/readiness", Visitor.ANONYMOUS).statusCode() == 200);
    }

    @AfterAll
    static void stop() {
        clients.forEach(RawClient::close);
        node.close();
        redis.close();
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).detachAppender(APPENDER);
        ((Logger) LoggerFactory.getLogger("one.commserver")).setLevel(null);
        ((Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME)).setLevel(Level.INFO);
    }

    private static void someOfEverything() {
        RawClient alice = join(Who.anybody());
        RawClient bob = join(Who.anybody());
        Invitation invitation = Invitation.of(alice, 1);
        invitation.join(bob);
        alice.message(PairNotice.class);
        Joined pair = Joined.of(alice, bob);
        pair.say(SAID);
        Mail.put(alice, bob.identity(), new NewObject("object", Bytes.of(LEFT), Digests.sha256(LEFT), null, null));
        Mail.told(bob);
        var batch = Mail.first(bob);

        RawClient back = join(Who.anybody());
        back.cut();
        RawClient again = join(back.who().session(back.token()));
        again.text("{\"type\":\"pair_proof\",\"proof\":\"" + again.token() + "\"}");
        again.next();
        again.text("{\"type\":\"auth\",\"session\":\"" + again.token() + "\", oops");
        again.next();

        secrets.put("the invite's secret", invitation.secret().seed());
        int number = 0;
        for (RawClient client : List.of(alice, bob, back, again)) {
            secrets.put("session token " + number + ", spelled", client.token().getBytes(StandardCharsets.US_ASCII));
            secrets.put("session token " + number++, Base64.getUrlDecoder().decode(client.token()));
            identities.put("identity " + client.identity(), client.identity().value().toByteArray());
        }
        secrets.put("what was said", SAID);
        // nobody waits until it is written down which channels a session has
        await().atMost(RawClient.DEADLINE)
                .until(() -> {
                    stored = dump();
                    return Stream.of(alice, bob)
                            .map(client -> client.identity().value().toByteArray())
                            .allMatch(identity -> keysWith(stored, identity).contains("cs:{*}:session:*"));
                });
        Mail.last(bob, batch);
        storedBehindDelivery = dump();
    }

    @Test
    void theLogKnowsNoSecretsAndShortIdentities() {
        String log = String.join("\n", LOG);

        assertThat(log).contains("active, native data ed25519:");
        hasNone("the log", log, secrets, identities, Map.of("what was left", LEFT));
    }

    @Test
    void noMeterKnowsAnybody() {
        String scraped = node.get("/prometheus", Visitor.ANONYMOUS).body();

        assertThat(scraped).contains("commserver_connection_frames_total", "commserver_mailbox_elements_stored_total");
        assertThat(scraped).contains("commserver_node_ready 1.0", "commserver_bus_alive 1.0");
        assertThat(scraped).doesNotContain("ed25519:");
        hasNone("the meters", scraped, secrets, identities, Map.of("what was left", LEFT));
    }

    @Test
    void noAnswerToAnOperatorKnowsASecretOrAWholeIdentity() {
        var paths = new TreeSet<String>();
        for (JsonNode link : node.json("").path("_links")) {
            String href = link.path("href").asString();
            if (!href.contains("{")) {
                paths.add(href.substring(href.indexOf("/actuator") + "/actuator".length()));
            }
        }
        for (JsonNode name : node.json("/metrics").path("names")) {
            paths.add("/metrics/" + name.asString());
        }
        for (JsonNode connection : node.json("/connections").path("activeConnections")) {
            paths.add("/connections/" + connection.path("id").asString());
        }
        assertThat(paths)
                .hasSizeGreaterThan(50)
                .contains("/connections", "/connectionreport", "/health", "/threaddump");

        for (String path : paths) {
            var answer = node.get(path, Visitor.OPERATOR);
            assertThat(answer.statusCode()).as(path).isEqualTo(200);
            hasNone(path, answer.body(), secrets, identities, Map.of("what was left", LEFT));
        }
    }

    @Test
    void redisKnowsNoSecretsAndNothingThatWasSaid() {
        assertThat(stored).isNotEmpty();
        stored.forEach((key, content) -> hasNone(key, key + "\n" + content, secrets));
    }

    @Test
    void whatWasLeftLiesInRedisUntilItIsDelivered() {
        assertThat(keysWith(stored, LEFT)).containsExactly("cs:{*}:mail:data");
        assertThat(keysWith(storedBehindDelivery, LEFT)).isEmpty();
    }

    @Test
    void wholeIdentitiesLieInRedisOnlyWhereTheyAreGivenBack() {
        var keys = new TreeSet<String>();
        identities.values().forEach(identity -> keys.addAll(keysWith(stored, identity)));

        assertThat(keys).containsExactly(KEYS_WITH_IDENTITIES);
    }

    private static RawClient join(Who who) {
        RawClient client = RawClient.dial(node.clients());
        clients.add(client);
        return client.login(who);
    }

    @SafeVarargs
    static void hasNone(String where, String text, Map<String, byte[]>... hidden) {
        for (Map<String, byte[]> some : hidden) {
            some.forEach((what, bytes) ->
                    forms(bytes)
                            .forEach(form -> assertThat(text.contains(form)).as("%s is in %s", what, where).isFalse()));
        }
    }

    private static List<String> keysWith(Map<String, String> dump, byte[] bytes) {
        return dump.entrySet().stream()
                .filter(entry ->
                        forms(bytes).anyMatch(form -> (entry.getKey() + "\n" + entry.getValue()).contains(form)))
                .map(entry -> entry.getKey().replaceAll("\\{[^}]*}", "{*}").replaceAll(":(invite|session):.*", ":$1:*"))
                .distinct()
                .sorted()
                .toList();
    }

    /// How bytes may be spelled.
    private static Stream<String> forms(byte[] bytes) {
        return Stream.of(
                new String(bytes, StandardCharsets.ISO_8859_1),
                Base64.getUrlEncoder().withoutPadding().encodeToString(bytes),
                Base64.getEncoder().withoutPadding().encodeToString(bytes),
                HexFormat.of().formatHex(bytes),
                HexFormat.of().withUpperCase().formatHex(bytes));
    }

    /// All keys with all that is in them.
    private static Map<String, String> dump() {
        var client = RedisClient.create(redis.url());
        try (var connection = client.connect(ByteArrayCodec.INSTANCE)) {
            RedisCommands<byte[], byte[]> ask = connection.sync();
            return ask.keys("*").stream()
                    .collect(Collectors.toMap(PrivacyIT::text, key -> content(ask, key), (a, b) -> b, TreeMap::new));
        } finally {
            client.shutdown();
        }
    }

    private static String content(RedisCommands<byte[], byte[]> ask, byte[] key) {
        return switch (ask.type(key)) {
            case "hash" ->
                    ask.hgetall(key).entrySet().stream()
                            .map(field -> text(field.getKey()) + "=" + text(field.getValue()))
                            .collect(Collectors.joining("\n"));
            case "zset" -> ask.zrange(key, 0, -1).stream().map(PrivacyIT::text).collect(Collectors.joining("\n"));
            case "string" -> text(ask.get(key));
            case "none" -> "";
            default -> throw new AssertionError("another type: " + text(key));
        };
    }

    private static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }
}
