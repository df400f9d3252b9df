package one.commserver.discovery.redis;

import static one.commserver.discovery.DirectoryScene.LONG_ENOUGH;
import static one.commserver.discovery.DirectoryScene.endpoint;
import static one.commserver.discovery.DirectoryScene.get;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory.Outcome;
import one.commserver.protocol.ConnectionKind;
import one.commserver.redis.Script;
import one.commserver.redis.TestRedis;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.testing.RedisServer;

import org.awaitility.core.ConditionFactory;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.Disposable;
import reactor.core.Disposables;
import reactor.core.publisher.Flux;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/// Two nodes on one Redis are one directory, whatever becomes of them and of it.
@Timeout(120)
class RedisDirectoryNodesIT {

    private static final Duration LEASE = Duration.ofSeconds(1);
    private static final Duration OUTLIVES = Duration.ofSeconds(4);
    private static final Duration HOUR = Duration.ofHours(1);

    private final RedisServer server = RedisServer.start("--appendfsync", "always");
    private final Identity identity = RegistryScene.newIdentity();
    private Node one;
    private Node other;

    /// A node with connections and a lease of its own.
    private final class Node implements AutoCloseable {
        final NodeId id = new NodeId("node-" + RegistryScene.newIdentity().wire().substring(0, 20));
        final TestRedis connected = TestRedis.at(server);
        final DirectoryNode part;
        private final Disposable.Swap lease = Disposables.swap();
        private final Disposable rounds;
        private int name;

        Node() {
            this(Duration.ofMillis(500));
        }

        Node(Duration look) {
            part = DirectoryNode.watching(connected, id, LEASE, OUTLIVES, look);
            join();
            rounds = part.run();
        }

        /// Says under a new name that it lives, from now on.
        void join() {
            String lived = id.value() + '#' + ++name;
            Script<Long> script = Script.of("registry/lease", reply -> reply.number(0));
            lease.update(
                    Flux.interval(Duration.ZERO, LEASE.dividedBy(5))
                            .onBackpressureDrop()
                            .concatMap(tick ->
                                    connected
                                            .redis
                                            .run(script, List.of("test:{nodes}"), lived, LEASE.toMillis() * 1000, 1)
                                            .onErrorComplete())
                            .subscribe());
        }

        /// It says no more that it lives.
        void pause() {
            lease.update(Disposables.disposed());
        }

        Registration phone(long epoch) {
            var slot = new Slot(identity, "phone", ConnectionKind.DATA, "");
            return new Registration(slot, epoch, id, new SessionId("session"));
        }

        Outcome announce(long epoch, Duration life) {
            return get(part.directory.announce(phone(epoch), List.of(endpoint(1)), Instant.now().plus(life)));
        }

        int found() {
            return get(part.directory.find(identity)).endpoints().size();
        }

        boolean online() {
            return DirectoryNode.presence(part, identity).online();
        }

        @Override
        public void close() {
            pause();
            rounds.dispose();
            part.close();
            connected.close();
        }
    }

    @BeforeEach
    void start() {
        one = new Node();
        other = new Node();
        // they listen, and each has told that it may have missed what was before
        patiently().until(() -> one.part.losses.get() > 0 && other.part.losses.get() > 0);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        server.close();
    }

    @Test
    void whatIsAnnouncedOnOneNodeIsFoundAndWatchedOnTheOther() {
        assertThat(one.announce(1, HOUR)).isEqualTo(Outcome.DONE);

        patiently().untilAsserted(() -> assertThat(other.part.told).containsExactly(identity));
        assertThat(other.found()).isEqualTo(1);
        assertThat(other.online()).isTrue();
        other.part.directory.end(other.phone(2)).block(LONG_ENOUGH);
        patiently().untilAsserted(() -> assertThat(one.part.told).containsExactly(identity, identity));
        assertThat(one.found()).isZero();
        assertThat(other.part.told).containsExactly(identity, identity);
    }

    @Test
    void whatEndsByTimeIsToldOnAllNodes() {
        one.announce(1, Duration.ofSeconds(3));

        patiently()
                .untilAsserted(() -> {
                    assertThat(one.part.told).containsExactly(identity, identity);
                    assertThat(other.part.told).containsExactly(identity, identity);
                });
        assertThat(other.online()).isFalse();
    }

    @Test
    void aDeadNodesClientsHaveLostTheirLinksAndAreGoneInTheEnd() {
        one.announce(1, HOUR);
        assertThat(other.found()).isEqualTo(1);

        one.close();

        patiently().until(() -> other.found() == 0);
        assertThat(other.online()).isTrue();
        patiently().untilAsserted(() -> assertThat(other.part.told).containsExactly(identity, identity));
        assertThat(other.online()).isFalse();
    }

    @Test
    void whoAnnouncesAgainBehindTheDeathOfItsNodeNeverLeaves() {
        one.announce(1, HOUR);
        one.close();
        patiently().until(() -> other.found() == 0);

        other.announce(2, HOUR);

        assertThat(other.found()).isEqualTo(1);
        Instant then = Instant.now().plus(OUTLIVES).plus(LEASE);
        patiently().until(() -> Instant.now().isAfter(then));
        assertThat(other.online()).isTrue();
        assertThat(other.part.told).containsExactly(identity);
    }

    /// A node that has just started, or come back.
    @Test
    void whoCannotSayWhoLivesDoesNotGiveTheDeadMoreTime() {
        one.announce(1, HOUR);
        one.close();
        patiently().until(() -> other.found() == 0);

        try (var unsure = DirectoryNode.at(other.connected, () -> "", OUTLIVES, 3)) {
            patiently()
                    .until(() -> {
                        DirectoryNode.presence(unsure, identity);
                        return !other.online();
                    });
        }
    }

    @Test
    void aNodeThatWasOnlyPausedHasItsClientsBack() {
        one.announce(1, HOUR);
        one.pause();
        patiently().until(() -> other.found() == 0);

        one.join();

        patiently().until(() -> other.found() == 1);
        Instant then = Instant.now().plus(OUTLIVES);
        patiently().until(() -> Instant.now().isAfter(then));
        assertThat(other.found()).isEqualTo(1);
        assertThat(other.part.told).containsExactly(identity);
    }

    @Test
    void nobodyIsTakenForDeadBecauseRedisWasAway() {
        one.announce(1, HOUR);
        server.kill();
        Instant then = Instant.now().plus(LEASE.multipliedBy(2));
        patiently().until(() -> Instant.now().isAfter(then));
        server.restart();

        for (int i = 0; i < 30; i++) {
            patiently().ignoreExceptionsInstanceOf(RegistryUnavailableException.class).until(() -> other.found() == 1);
            assertThat(other.found()).isEqualTo(1);
            LockSupport.parkNanos(Duration.ofMillis(50).toNanos());
        }
    }

    @Test
    void aRedisThatIsGoneIsUnavailableAndWhatWasAnnouncedIsThereWhenItReturns() {
        one.announce(1, HOUR);
        int losses = other.part.losses.get();
        server.kill();

        assertUnavailable(() -> one.announce(2, HOUR));
        assertUnavailable(other::found);
        assertUnavailable(other::online);
        assertUnavailable(() -> one.part.directory.lost(one.phone(1)).block(LONG_ENOUGH));
        assertUnavailable(() -> one.part.directory.end(one.phone(1)).block(LONG_ENOUGH));
        server.restart();

        patiently().ignoreExceptionsInstanceOf(RegistryUnavailableException.class).until(() -> other.found() == 1);
        // whatever was told meanwhile may have been missed
        patiently().until(() -> other.part.losses.get() > losses);
        other.part.told.clear();
        patiently()
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() -> assertThat(one.announce(3, Duration.ZERO)).isEqualTo(Outcome.DONE));
        patiently().untilAsserted(() -> assertThat(other.part.told).contains(identity));
    }

    @Test
    void aSubscriptionThatIsCutIsNoticedAndRenewed() {
        int losses = other.part.losses.get();

        assertThat(server.ask("CLIENT KILL TYPE pubsub")).startsWith(":2");

        patiently().until(() -> other.part.losses.get() > losses);
        one.announce(1, HOUR);
        patiently().untilAsserted(() -> assertThat(other.part.told).contains(identity));
    }

    /// The step is done when its answer has been given up: the node must hear of it from itself.
    @Test
    void aStepThatIsDoneLateIsToldOnTheNodeThatGaveItUp() {
        try (var impatient = TestRedis.with(TestRedis.properties(server.url(), null, Duration.ofSeconds(3), 0))) {
            var node = DirectoryNode.watching(impatient, new NodeId("impatient"), LEASE, OUTLIVES, OUTLIVES);
            try {
                patiently().untilAsserted(() -> node.news.check().block(LONG_ENOUGH));
                get(node.directory.announce(one.phone(1), List.of(endpoint(1)), Instant.now().plus(HOUR)));
                // what Redis knows already is all that it does late
                node.directory.end(one.phone(0)).block(LONG_ENOUGH);
                server.pause();
                assertUnavailable(() -> node.directory.end(one.phone(1)).block(LONG_ENOUGH));
                assertThat(node.told).containsExactly(identity, identity);
                node.told.clear();
                server.resume();

                patiently().untilAsserted(() -> assertThat(node.told).containsExactly(identity));
                assertThat(other.online()).isFalse();
            } finally {
                node.close();
            }
        }
    }

    private static ConditionFactory patiently() {
        return await().atMost(LONG_ENOUGH).pollInterval(Duration.ofMillis(20));
    }

    private static void assertUnavailable(Runnable step) {
        assertThatThrownBy(step::run).isInstanceOf(RegistryUnavailableException.class);
    }
}
