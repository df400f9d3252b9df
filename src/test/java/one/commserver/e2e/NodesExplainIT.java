package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.e2e.Management.Visitor;
import one.commserver.registry.NodeId;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import tools.jackson.databind.JsonNode;

import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/// Chapter 13: one node asks the others what they know.
@Timeout(120)
class NodesExplainIT {

    /// Shorter than what Redis is waited for, and than a lease.
    private static final Duration DEADLINE = Duration.ofSeconds(2);

    private static final Duration REDIS_PATIENCE = Duration.ofSeconds(10);

    @RegisterExtension
    static final Nodes nodes =
            Nodes.open(
                    2,
                    Stream.of(
                                    Stream.of(Management.PASSWORDS),
                                    Stream.of(
                                            "management.server.port=0",
                                            "commserver.redis.command-timeout=" + REDIS_PATIENCE.toSeconds() + "s",
                                            "commserver.asking.deadline=" + DEADLINE.toMillis() + "ms"))
                            .flatMap(some -> some)
                            .toArray(String[]::new));

    private static Management a;
    private static Management b;

    @BeforeAll
    static void start() {
        a = new Management(nodes.node(0).context());
        b = new Management(nodes.node(1).context());
    }

    @AfterAll
    static void stop() {
        a.close();
        b.close();
    }

    /// Each hears the other one, and its stores. That is asked anew: what is told of nodes may be three seconds old.
    @BeforeEach
    void bothListen() {
        await().atMost(RawClient.DEADLINE)
                .untilAsserted(() -> {
                    for (Management node : List.of(a, b)) {
                        Explained nobody = Explained.at(node, Who.anybody().key().identity());
                        assertThat(nobody.answer().path("nodes")).hasSize(2);
                        assertThat(nobody.texts("silent")).isEmpty();
                        assertThat(nobody.texts("unavailable")).isEmpty();
                    }
                });
    }

    @Test
    void oneNodeTellsOfAClientAtTheOther() {
        RawClient client = nodes.join(1);
        Explained.pretends(new RawSocket.Dial(nodes.node(0).port()), client.who());

        // a node that answers too late is silent, and each says by its own clock how long ago something was
        await().atMost(RawClient.DEADLINE).untilAsserted(() -> isAtTheOther(client));
    }

    private void isAtTheOther(RawClient client) {
        Explained explained = Explained.at(a, client.identity());

        assertThat(explained.texts("silent")).isEmpty();
        assertThat(explained.texts("unavailable")).isEmpty();
        assertThat(explained.answer().path("asked").asString()).isEqualTo(name(0));
        assertThat(explained.verdict()).first().asString().startsWith("Connected at " + name(1) + " since ");
        assertThat(explained.verdict())
                .anyMatch(line ->
                        line.startsWith("Somebody who said to be it was refused ") && line.contains(" at " + name(0)));
        assertThat(explained.found(name(0)).path("connectionCount").asInt(-1)).isZero();
        assertThat(explained.found(name(1)).path("connectionCount").asInt()).isEqualTo(1);
        JsonNode slot = explained.answer().path("slots").get(0);
        assertThat(slot.path("node").asString()).isEqualTo(name(1));
        assertThat(slot.path("leaseRemainingMs").asLong()).isBetween(1L, Nodes.LEASE.toMillis());
        assertThat(explained.answer().toString()).doesNotContain(client.identity().wire());
    }

    @Test
    void allNodesAreListed() {
        nodes.join(1);

        // an answer is three seconds old at most, and a node that has just begun isn't ready before it hears the others
        await().atMost(RawClient.DEADLINE)
                .untilAsserted(() -> {
                    JsonNode listed = a.json("/nodes");
                    assertThat(listed.path("asked").asString()).isEqualTo(name(0));
                    assertThat(listed.path("nodes")).hasSize(2);
                    JsonNode other = listed(listed, name(1));
                    assertThat(other.path("silent").asBoolean(true)).isFalse();
                    assertThat(other.path("leaseRemainingMs").asLong()).isBetween(1L, Nodes.LEASE.toMillis());
                    assertThat(other.path("ready").asBoolean()).isTrue();
                    assertThat(other.path("connections").asInt()).isEqualTo(1);
                });
    }

    @Test
    void aNodeThatHearsNothingIsSilentUntilItsLeaseEnds() {
        RawClient client = nodes.join(1);
        nodes.die(1);

        Explained explained = Explained.at(a, client.identity());

        assertThat(explained.texts("silent")).containsExactly(name(1));
        assertThat(explained.verdict()).first().isEqualTo("Not connected at any node that has answered.");
        assertThat(explained.verdict())
                .anyMatch(line ->
                        line.startsWith(
                                "Slot data/phone is held by "
                                        + name(1)
                                        + ", which doesn't answer and whose lease ends in "));
        await().atMost(RawClient.DEADLINE).until(() -> a.json("/nodes").path("nodes").size() == 1);
        assertThat(Explained.at(a, client.identity()).verdict())
                .anyMatch(line -> line.endsWith(" was held by " + name(1) + ", which is gone: it can be taken."));
        nodes.revive(1);
    }

    @Test
    void withoutRedisANodeTellsWhatItKnows() {
        RawClient client = nodes.join(0);
        nodes.redis.kill();
        try {
            knowsItself(client);
        } finally {
            nodes.restartRedis();
        }
    }

    @Test
    void aRedisThatHangsIsNotWaitedFor() {
        RawClient client = nodes.join(0);
        nodes.redis.pause();
        try {
            long began = System.nanoTime();

            knowsItself(client);

            assertThat(Duration.ofNanos(System.nanoTime() - began)).isLessThan(REDIS_PATIENCE);
        } finally {
            nodes.redis.resume();
        }
    }

    private void knowsItself(RawClient client) {
        Explained explained = Explained.at(a, client.identity());

        assertThat(explained.texts("unavailable")).containsExactly("slots", "pairings", "mailbox", "nodes");
        assertThat(explained.answer().path("slots").isNull()).isTrue();
        assertThat(explained.found().path("connectionCount").asInt()).isEqualTo(1);
        assertThat(explained.verdict()).first().asString().startsWith("Connected at " + name(0));
    }

    @Test
    void whatMakesNoSenseIsNotAnsweredAndDoesNoHarm() {
        for (String nonsense :
                List.of(
                        "",
                        "x",
                        "ask",
                        "ask_1_node_presence_-",
                        "ask_x_node_presence_-",
                        "answer_1",
                        "x".repeat(1000))) {
            assertThat(nodes.redis.ask("PUBLISH cs:ask:" + name(1) + " \"" + nonsense.replace('_', ' ') + '"'))
                    .isEqualTo(":1\r\n");
        }

        bothListen();
    }

    @Test
    void oneQuestionIsAskedAtATime() {
        RawClient client = nodes.join(0);
        nodes.redis.pause();
        try {
            // consoles ask for nodes all the time, and share an answer
            assertThat(together(4, "/nodes")).containsOnly(200);
            List<Integer> all = together(4, "/explain/" + client.identity().wire());

            assertThat(all).contains(200, 429).containsOnly(200, 429);
        } finally {
            nodes.redis.resume();
        }
    }

    /// What so many are answered who ask at the same moment.
    private List<Integer> together(int many, String path) {
        try (var askers = Executors.newVirtualThreadPerTaskExecutor()) {
            var answers =
                    Stream.generate(() ->
                                    CompletableFuture.supplyAsync(
                                            () -> a.get(path, Visitor.VIEWER).statusCode(), askers))
                            .limit(many)
                            .toList();
            return answers.stream().map(CompletableFuture::join).toList();
        }
    }

    @Test
    void whoOnlyLooksKeepsNobodyFromEndingSessions() {
        RawClient client = nodes.join(0);
        nodes.redis.pause();
        try {
            var looking =
                    CompletableFuture.supplyAsync(
                            () -> a.get("/nodes", Visitor.VIEWER).statusCode(), Thread::startVirtualThread);
            await().atMost(RawClient.DEADLINE)
                    .until(() -> looking.isDone() || a.get("/nodes", Visitor.VIEWER).statusCode() == 429);

            HttpResponse<String> answer =
                    a.send(Visitor.OPERATOR, a.request("/sessions/" + client.identity().wire()).DELETE());

            assertThat(answer.statusCode()).isEqualTo(503);
            assertThat(looking).succeedsWithin(RawClient.DEADLINE).isEqualTo(200);
        } finally {
            nodes.redis.resume();
        }
    }

    private static JsonNode listed(JsonNode listed, String name) {
        return StreamSupport.stream(listed.path("nodes").spliterator(), false)
                .filter(each -> each.path("node").asString().equals(name))
                .findAny()
                .orElseThrow();
    }

    private String name(int number) {
        return nodes.node(number).context().getBean(NodeId.class).value();
    }
}
