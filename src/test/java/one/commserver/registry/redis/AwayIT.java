package one.commserver.registry.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.registry.Registration;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.SessionToken;
import one.commserver.registry.TestHolder;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Chapter 13: while Redis is away, a client goes on where it was, and nowhere else; then epochs decide.
class AwayIT extends TwoNodes {

    @Test
    void whoHasTheTokenGoesOnWhereItWas() {
        var former = TestHolder.prompt().takes(one.registry, phone, null);
        var parked = TestHolder.prompt().takes(one.registry, slot("parked"), null);
        one.registry.lost(parked.registration()).block(TestHolder.LONG_ENOUGH);
        server.kill();

        assertUnavailable(() -> TestHolder.prompt().takes(one.registry, phone, null));
        assertUnavailable(() -> TestHolder.prompt().takes(one.registry, phone, new SessionToken("guessed")));
        assertUnavailable(() -> TestHolder.prompt().takes(other.registry, phone, former.token()));
        var again = TestHolder.prompt().takes(one.registry, phone, former.token());
        var third = TestHolder.prompt().takes(one.registry, phone, former.token());
        var back = TestHolder.prompt().takes(one.registry, slot("parked"), parked.token());

        assertThat(former.told).containsExactly("displaced, resumed true");
        assertThat(again.told).containsExactly("displaced, resumed true");
        assertThat(third.taken().resumed()).isTrue();
        assertThat(third.taken().isProvisional()).isTrue();
        assertThat(third.token()).isEqualTo(former.token());
        assertThat(third.registration().session()).isEqualTo(former.registration().session());
        assertThat(third.registration().epoch()).isGreaterThan(again.registration().epoch());
        assertThat(again.registration().epoch()).isGreaterThan(former.registration().epoch());
        server.restart();

        settles(third, back);
        assertThat(third.told).isEmpty();
        var next = TestHolder.prompt().takes(other.registry, phone, third.token());
        assertThat(next.taken().resumed()).isTrue();
        assertThat(next.taken().isProvisional()).isFalse();
        assertThat(next.registration().epoch()).isGreaterThan(third.registration().epoch());
        assertThat(third.told).containsExactly("displaced, resumed true");
    }

    @Test
    void whoLeavesAgainBeforeRedisIsBackHasLeft() {
        var former = TestHolder.prompt().takes(one.registry, phone, null);
        var over = TestHolder.prompt().takes(one.registry, slot("laptop"), null);
        server.kill();
        var again = TestHolder.prompt().takes(one.registry, phone, former.token());
        for (int i = 0; i < 10; i++) {
            again = TestHolder.prompt().takes(one.registry, phone, former.token());
        }
        Registration last = again.registration();
        var ends = TestHolder.prompt().takes(one.registry, slot("laptop"), over.token());
        assertUnavailable(() -> one.registry.lost(last).block(TestHolder.LONG_ENOUGH));
        assertUnavailable(() -> one.registry.end(ends.registration()).block(TestHolder.LONG_ENOUGH));
        assertUnavailable(() -> TestHolder.prompt().takes(one.registry, slot("laptop"), over.token()));

        server.restart();

        settles();
        // that nobody is found says nothing yet: a node whose lease ran out meanwhile isn't, whatever it holds
        await().atMost(TestHolder.LONG_ENOUGH)
                .until(() -> !server.ask("HGETALL " + TestNode.key(identity)).contains(one.id.value()));
        assertThat(TestHolder.prompt().takes(other.registry, phone, former.token()).taken().resumed()).isTrue();
        assertThat(TestHolder.prompt().takes(other.registry, slot("laptop"), over.token()).taken().resumed()).isFalse();
    }

    @Test
    void whoTookTheSlotInRedisMeanwhileHasIt() {
        var former = TestHolder.prompt().takes(one.registry, phone, null);
        server.kill();
        var again = TestHolder.prompt().takes(one.registry, phone, former.token());
        one.pause();
        server.restart();
        var next = new TestHolder[1];
        await().atMost(TestHolder.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() -> next[0] = TestHolder.prompt().takes(other.registry, phone, null));

        one.resume();

        again.awaitDisplaced();
        assertThat(again.told).containsExactly("displaced, resumed false");
        settles(next[0]);
        assertThat(next[0].told).isEmpty();
    }

    /// Both have had the session, and each knows only of itself.
    @Test
    void ofTwoNodesThatLetASessionGoOnOneHasItInTheEnd() {
        var first = TestHolder.prompt().takes(one.registry, phone, null);
        one.registry.lost(first.registration()).block(TestHolder.LONG_ENOUGH);
        var second = TestHolder.prompt().takes(other.registry, phone, first.token());
        other.registry.lost(second.registration()).block(TestHolder.LONG_ENOUGH);
        server.kill();
        var here = TestHolder.prompt().takes(one.registry, phone, first.token());
        var there = TestHolder.prompt().takes(other.registry, phone, first.token());
        assertThat(there.registration().epoch()).isGreaterThan(here.registration().epoch());

        server.restart();

        await().atMost(TestHolder.LONG_ENOUGH).until(() -> !here.told.isEmpty());
        assertThat(here.told).containsExactly("doubted");
        settles(there);
        assertThat(there.told).isEmpty();
    }

    @Test
    void ofTwoTakingsWithTheSameEpochOneStands() {
        try (var here = TestNode.timeless(server);
                var there = TestNode.timeless(server)) {
            var first = TestHolder.prompt().takes(here.registry, phone, null);
            here.registry.lost(first.registration()).block(TestHolder.LONG_ENOUGH);
            var second = TestHolder.prompt().takes(there.registry, phone, first.token());
            there.registry.lost(second.registration()).block(TestHolder.LONG_ENOUGH);
            server.kill();
            TestHolder.prompt().takes(here.registry, phone, first.token());
            var one = TestHolder.prompt().takes(here.registry, phone, first.token());
            var same = TestHolder.prompt().takes(there.registry, phone, first.token());
            assertThat(same.registration().epoch()).isEqualTo(one.registration().epoch());

            server.restart();

            await().atMost(TestHolder.LONG_ENOUGH).until(() -> one.isDisplaced() || same.isDisplaced());
            settles(one.isDisplaced() ? same : one);
            assertThat(one.isDisplaced()).isNotEqualTo(same.isDisplaced());
        }
    }

    /// Redis does what was asked of it before it stood still when the node has decided by itself.
    @Test
    void aClaimThatRedisGrantsTooLateDisplacesNobody() {
        try (var impatient = TestNode.impatient(server)) {
            await().atMost(TestHolder.LONG_ENOUGH)
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .until(() -> impatient.registry.find(identity).block(TestHolder.LONG_ENOUGH).isEmpty());
            var former = TestHolder.prompt().takes(impatient.registry, phone, null);
            server.pause();
            TestHolder again;
            try {
                again = TestHolder.prompt().takes(impatient.registry, phone, former.token());
                assertThat(again.taken().isProvisional()).isTrue();
            } finally {
                server.resume();
            }

            await().atMost(TestHolder.LONG_ENOUGH)
                    .until(() ->
                            !server.ask("HGET " + TestNode.key(identity) + " last")
                                    .contains("" + former.registration().epoch()));
            await().atMost(TestHolder.LONG_ENOUGH)
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .untilAsserted(() -> {
                        impatient.registry.renew().block(TestHolder.LONG_ENOUGH);
                        assertThat(found()).containsExactly(again.registration());
                    });
            assertThat(again.told).isEmpty();
            var next = TestHolder.prompt().takes(other.registry, phone, again.token());
            assertThat(next.taken().resumed()).isTrue();
            assertThat(again.told).containsExactly("displaced, resumed true");
        }
    }

    /// The client gave the one node up and went on at the other; then Redis does what the first one had asked.
    @Test
    void whomAClaimOfItsOwnOvertakesIsToComeAgain() {
        try (var impatient = TestNode.impatient(server);
                var slow = TestNode.impatient(server)) {
            for (TestNode node : List.of(impatient, slow)) {
                await().atMost(TestHolder.LONG_ENOUGH)
                        .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                        .until(() -> node.registry.find(identity).block(TestHolder.LONG_ENOUGH).isEmpty());
            }
            // a claim over the head of a node of which the claimant hasn't heard yet is asked twice
            await().atMost(TestHolder.LONG_ENOUGH)
                    .until(() -> {
                        slow.registry.renew().block(TestHolder.LONG_ENOUGH);
                        return slow.registry.nodes().contains(impatient.id);
                    });
            var former = TestHolder.prompt().takes(impatient.registry, phone, null);
            server.pause();
            TestHolder again;
            try {
                assertUnavailable(() -> TestHolder.prompt().takes(slow.registry, phone, former.token()));
                again = TestHolder.prompt().takes(impatient.registry, phone, former.token());
                assertThat(again.taken().isProvisional()).isTrue();
            } finally {
                server.resume();
            }

            await().atMost(TestHolder.LONG_ENOUGH).until(() -> !again.told.isEmpty());
            assertThat(again.told).containsExactly("doubted");
            var next = TestHolder.prompt();
            await().atMost(TestHolder.LONG_ENOUGH)
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .until(() -> next.takes(impatient.registry, phone, former.token()).taken().resumed());
            assertThat(again.told).containsExactly("doubted");
        }
    }

    private void settles(TestHolder... holders) {
        var expected = List.of(holders).stream().map(TestHolder::registration).toList();
        await().atMost(TestHolder.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() -> assertThat(found()).containsExactlyInAnyOrderElementsOf(expected));
        // a node says again what it holds also when it can't hear the others yet
        await().atMost(TestHolder.LONG_ENOUGH)
                .until(
                        () -> server.ask("PUBSUB CHANNELS *"),
                        told -> told.contains(one.id.value()) && told.contains(other.id.value()));
    }

    private List<Registration> found() {
        return other.registry.find(identity).block(TestHolder.LONG_ENOUGH);
    }
}
