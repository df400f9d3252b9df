package one.commserver.registry.redis;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.registry.Claim;
import one.commserver.registry.Decision;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.Slot;
import one.commserver.registry.TestHolder;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Two nodes on one Redis are one registry, whatever becomes of them and of it.
class NodesIT extends TwoNodes {

    private static final int MANY = 100;

    @Test
    void aHolderOnAnotherNodeIsDisplacedAndWaitedFor() {
        var former = TestHolder.slow().takes(one.registry, phone, null);

        var pending = other.registry.take(new Claim(phone, null, TestHolder.prompt())).toFuture();
        former.awaitDisplaced();
        assertThat(pending).isNotDone();
        former.stopped.tryEmitEmpty();

        assertThat(pending).succeedsWithin(TestHolder.LONG_ENOUGH).isInstanceOf(Decision.Taken.class);
        assertThat(former.told).containsExactly("displaced, resumed false");
        assertThat(found(one)).hasSize(1).allMatch(held -> held.node().equals(other.id));
        assertThat(found(other)).isEqualTo(found(one));
    }

    @Test
    void aSessionIsResumedOnAnotherNode() {
        var former = TestHolder.prompt().takes(one.registry, phone, null);

        var next = TestHolder.prompt().takes(other.registry, phone, former.token());

        assertThat(next.taken().resumed()).isTrue();
        assertThat(next.registration().session()).isEqualTo(former.registration().session());
        assertThat(next.registration().epoch()).isGreaterThan(former.registration().epoch());
        assertThat(former.told).containsExactly("displaced, resumed true");
    }

    @Test
    void whoWaitsElsewhereIsWaitedForToo() {
        var first = TestHolder.slow().takes(one.registry, phone, null);
        var second = TestHolder.prompt();
        var pendingSecond = other.registry.take(new Claim(phone, first.token(), second)).toFuture();
        first.awaitDisplaced();

        var pendingThird = one.registry.take(new Claim(phone, first.token(), TestHolder.prompt())).toFuture();
        second.awaitDisplaced();
        assertThat(pendingThird).isNotDone();
        first.stopped.tryEmitEmpty();

        assertThat(pendingSecond).succeedsWithin(TestHolder.LONG_ENOUGH);
        assertThat(pendingThird).succeedsWithin(TestHolder.LONG_ENOUGH);
    }

    @Test
    void aFightIsToldOnAllNodes() {
        var bystander = TestHolder.prompt().takes(other.registry, slot("laptop"), null);
        for (int i = 0; i < 4; i++) {
            TestHolder.prompt().takes(i % 2 == 0 ? one.registry : other.registry, phone, null);
        }

        await().untilAsserted(() -> assertThat(bystander.told).containsExactly("conflict 3"));
    }

    @Test
    void ofTwoNodesThatDecideAtOnceExactlyOneHoldsTheSlot() throws Exception {
        try (var strict = TestNode.at(server, Duration.ofSeconds(30));
                var asStrict = TestNode.at(server, Duration.ofSeconds(30))) {
            for (int round = 0; round < MANY; round++) {
                Slot slot = slot("round " + round);

                var claimants =
                        simultaneously(
                                2,
                                i ->
                                        TestHolder.prompt()
                                                .takes(i == 0 ? strict.registry : asStrict.registry, slot, null));

                assertThat(claimants).filteredOn(TestHolder::isRefused).hasSize(1);
                assertThat(claimants).filteredOn(TestHolder::isDisplaced).isEmpty();
                var winner = claimants.stream().filter(claimant -> !claimant.isRefused()).findFirst().orElseThrow();
                // its own node, or that would put back what it doesn't know to be over
                TestNode its = claimants.indexOf(winner) == 0 ? strict : asStrict;
                its.registry.end(winner.registration()).block(TestHolder.LONG_ENOUGH);
            }
        }
    }

    @Test
    void ofManyDisplacementsOnTwoNodesTheHighestEpochStands() throws Exception {
        var claimants =
                simultaneously(
                        MANY, i -> TestHolder.prompt().takes(i % 2 == 0 ? one.registry : other.registry, phone, null));

        var standing = claimants.stream().filter(claimant -> !claimant.isDisplaced()).toList();
        assertThat(standing).hasSize(1);
        assertThat(claimants).extracting(claimant -> claimant.registration().epoch()).doesNotHaveDuplicates();
        assertThat(claimants)
                .allMatch(claimant -> claimant.registration().epoch() <= standing.getFirst().registration().epoch());
        assertThat(found(one)).containsExactly(standing.getFirst().registration());
        await().until(() -> one.registry.count() + other.registry.count() == 1);
    }

    @Test
    void aDeadNodesSlotsAreFreeWhenItsLeaseIsOver() {
        var former = TestHolder.slow().takes(one.registry, phone, null);
        one.die();

        await().atMost(TestHolder.LONG_ENOUGH).until(() -> found(other).isEmpty());
        var next = TestHolder.prompt().takes(other.registry, phone, former.token());

        assertThat(next.taken().resumed()).isTrue();
        assertThat(found(other)).containsExactly(next.registration());
    }

    @Test
    void whoWaitsForADeadNodeWaitsNoLongerThanItsLease() {
        TestHolder.slow().takes(one.registry, phone, null);

        var pending = other.registry.take(new Claim(phone, null, TestHolder.prompt())).toFuture();
        one.die();

        assertThat(pending).succeedsWithin(TestHolder.LONG_ENOUGH).isInstanceOf(Decision.Taken.class);
    }

    @Test
    void aNodeThatWasPausedFindsOutWhatItHasLost() {
        var lost = TestHolder.prompt().takes(one.registry, phone, null);
        var kept = TestHolder.prompt().takes(one.registry, slot("laptop"), null);
        one.pause();
        await().atMost(TestHolder.LONG_ENOUGH).until(one.life::isLapsed);
        await().atMost(TestHolder.LONG_ENOUGH).until(() -> found(other).isEmpty());
        var next = TestHolder.prompt().takes(other.registry, phone, null);
        assertThat(lost.told).isEmpty();

        one.registry.renew().block(TestHolder.LONG_ENOUGH);

        assertThat(one.life.isLapsed()).isFalse();
        assertThat(lost.told).containsExactly("displaced, resumed false");
        assertThat(kept.told).isEmpty();
        assertThat(found(other)).containsExactlyInAnyOrder(next.registration(), kept.registration());
    }

    @Test
    void whatRedisForgetsIsPutBackAndEpochsStillRise() {
        var holder = TestHolder.prompt().takes(one.registry, phone, null);
        var ended = TestHolder.prompt().takes(one.registry, slot("laptop"), null);
        one.registry.end(ended.registration()).block(TestHolder.LONG_ENOUGH);

        server.ask("FLUSHALL");

        await().atMost(TestHolder.LONG_ENOUGH)
                .untilAsserted(() -> assertThat(found(other)).containsExactly(holder.registration()));
        var next = TestHolder.prompt().takes(other.registry, phone, holder.token());
        assertThat(next.taken().resumed()).isTrue();
        assertThat(next.registration().epoch()).isGreaterThan(holder.registration().epoch());
        assertThat(holder.told).containsExactly("displaced, resumed true");
    }

    @Test
    void aRedisThatIsKilledIsUnavailableAndForgetsNothing() {
        var holder = TestHolder.prompt().takes(one.registry, phone, null);
        server.kill();

        assertUnavailable(() -> TestHolder.prompt().takes(one.registry, slot("laptop"), null));
        assertUnavailable(() -> found(other));
        assertUnavailable(() -> one.registry.lost(holder.registration()).block(TestHolder.LONG_ENOUGH));
        server.restart();

        // the loss that could not be told is told now
        await().atMost(TestHolder.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .until(() -> found(other).isEmpty());
        var next = TestHolder.prompt().takes(other.registry, phone, holder.token());
        assertThat(next.taken().resumed()).isTrue();
        assertThat(next.registration().epoch()).isGreaterThan(holder.registration().epoch());
        assertThat(holder.told).isEmpty();
    }

    /// The driver subscribes again when its connection is back, once.
    @Test
    void aNodeThatCouldNotListenAgainAtOnceDoesSoLater() {
        server.ask("ACL SETUSER somebody on >secret ~* &* +@all");
        try (var node = TestNode.as("somebody", server)) {
            String listening = "PUBSUB NUMSUB test:node:" + node.id.value();
            await().atMost(TestHolder.LONG_ENOUGH).until(() -> server.ask(listening).contains(":1"));
            server.ask("ACL SETUSER somebody resetchannels");
            server.ask("CLIENT KILL USER somebody");
            await().atMost(TestHolder.LONG_ENOUGH).until(() -> server.ask(listening).contains(":0"));
            await().atMost(TestHolder.LONG_ENOUGH)
                    .until(() -> server.ask("CLIENT LIST TYPE normal").contains("user=somebody"));
            await().atMost(TestHolder.LONG_ENOUGH).until(() -> server.ask("ACL LOG").contains("channel"));

            server.ask("ACL SETUSER somebody &*");

            await().atMost(TestHolder.LONG_ENOUGH).until(() -> server.ask(listening).contains(":1"));
        }
    }

    /// Whoever puts something there has filled it; those who are connected take little, and go on.
    @Test
    void aFullRedisKeepsNobodyOutAndForgetsNobody() {
        server.ask("CONFIG SET maxmemory 1");
        var holder = TestHolder.prompt().takes(one.registry, phone, null);
        assertThat(found(other)).containsExactly(holder.registration());

        server.ask("DEL " + TestNode.key(identity));
        server.ask("CLIENT KILL TYPE normal");
        await().atMost(TestHolder.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() -> assertThat(found(other)).containsExactly(holder.registration()));

        var next = TestHolder.prompt().takes(other.registry, phone, holder.token());
        assertThat(next.taken().resumed()).isTrue();
        other.registry.lost(next.registration()).block(TestHolder.LONG_ENOUGH);
        assertThat(found(one)).isEmpty();
    }

    @Test
    void aRedisThatMayNotWriteTellsNobodyThatItsSlotIsTaken() {
        var former = TestHolder.prompt().takes(one.registry, phone, null);
        server.ask("CONFIG SET min-replicas-to-write 1");

        assertUnavailable(() -> TestHolder.prompt().takes(other.registry, phone, null));
        await().during(Duration.ofMillis(300)).until(() -> !former.isDisplaced());

        server.ask("CONFIG SET min-replicas-to-write 0");
        await().atMost(TestHolder.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() -> assertThat(found(other)).containsExactly(former.registration()));
    }

    @Test
    void whoSeemsToLiveForLongerThanALeaseCanSayIsGoneInTime() {
        long hours = TimeUnit.HOURS.toMicros(Instant.now().getEpochSecond() / 3600 + 5);
        server.ask("ZADD test:{nodes} " + hours + " ghost#1");

        await().atMost(TestHolder.LONG_ENOUGH).until(() -> other.registry.nodes().contains(new NodeId("ghost")));
        await().atMost(TestHolder.LONG_ENOUGH).until(() -> !other.registry.nodes().contains(new NodeId("ghost")));
        assertThat(other.registry.nodes()).contains(one.id, other.id);
    }

    /// Redis does what was asked of it before it stood still when nobody waits for the answer any more.
    @Test
    void aClaimThatRedisGrantedTooLateIsTakenBack() {
        try (var impatient = TestNode.impatient(server)) {
            await().atMost(TestHolder.LONG_ENOUGH)
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .until(() -> found(impatient).isEmpty());
            long former = TestHolder.prompt().takes(impatient.registry, slot("laptop"), null).registration().epoch();
            assertThat(lastEpoch()).isEqualTo(former);
            server.pause();
            try {
                assertUnavailable(() -> TestHolder.prompt().takes(impatient.registry, phone, null));
            } finally {
                server.resume();
            }

            // it was granted
            await().atMost(TestHolder.LONG_ENOUGH).until(() -> lastEpoch() > former);
            await().atMost(TestHolder.LONG_ENOUGH)
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .untilAsserted(() -> {
                        impatient.registry.renew().block(TestHolder.LONG_ENOUGH);
                        assertThat(found(other)).extracting(Registration::slot).containsExactly(slot("laptop"));
                    });
        }
    }

    /// The highest epoch that Redis has given out to the identity.
    private long lastEpoch() {
        String answer = server.ask("HGET " + TestNode.key(identity) + " last");
        return Long.parseLong(answer.lines().toList().get(1));
    }

    private List<Registration> found(TestNode node) {
        return node.registry.find(phone.identity()).block(TestHolder.LONG_ENOUGH);
    }
}
