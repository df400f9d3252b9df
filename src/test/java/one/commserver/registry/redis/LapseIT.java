package one.commserver.registry.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.registry.Registration;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.TestHolder;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whose lease has lapsed reads nothing until it knows whose its clients are, and then at once.
class LapseIT extends TwoNodes {

    @Test
    void whoHasANewNameOnlyDoesNotReadYet() {
        var lost = TestHolder.prompt().takes(one.registry, phone, null);
        assertThat(one.life.mayRead()).isTrue();
        lapses();
        assertThat(one.life.mayRead()).isFalse();
        TestHolder.prompt().takes(other.registry, phone, null);

        one.registry.find(identity).block(TestHolder.LONG_ENOUGH);
        assertThat(one.life.isLapsed()).isFalse();
        assertThat(one.life.mayRead()).isFalse();

        one.life.settle().block(TestHolder.LONG_ENOUGH);
        assertThat(lost.isDisplaced()).isTrue();
        assertThat(one.life.mayRead()).isTrue();
    }

    @Test
    void whoHasLostItsSlotIsDeafBeforeAnybodyIsHeardAgain() {
        var lost = TestHolder.slow().takes(one.registry, phone, null);
        lapses();
        TestHolder.prompt().takes(other.registry, phone, null);

        one.resume();
        lost.awaitDisplaced();
        // the lease goes on meanwhile
        await().atMost(TestHolder.LONG_ENOUGH)
                .during(Duration.ofSeconds(4))
                .until(() -> !one.life.mayRead() && other.registry.nodes().contains(one.id));
        lost.stopped.tryEmitEmpty();

        await().atMost(TestHolder.LONG_ENOUGH).until(one.life::mayRead);
    }

    /// Its time runs out in the moment in which the process goes on.
    @Test
    void whatWasAskedBeforeTheLapseDoesNotSayThatRedisIsAway() {
        Duration patience = Duration.ofSeconds(4);
        try (var impatient = TestNode.impatient(server, patience)) {
            await().atMost(TestHolder.LONG_ENOUGH)
                    .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                    .until(() -> impatient.registry.find(identity).block(TestHolder.LONG_ENOUGH).isEmpty());
            impatient.pause();
            impatient.standStill(Duration.ofSeconds(50));
            assertThat(impatient.life.isLapsed()).isFalse();
            server.pause();
            try {
                var asking = impatient.registry.renew().toFuture();
                impatient.standStill(Duration.ofSeconds(15));

                // the first answer is given up by then, and the second one not yet, also if this thread is held up
                await().atMost(TestHolder.LONG_ENOUGH)
                        .during(patience.plusMillis(500))
                        .until(() -> !impatient.life.mayRead());
                assertThat(asking).succeedsWithin(TestHolder.LONG_ENOUGH);
                // it was asked once more
                assertThat(impatient.life.mayRead()).isTrue();
                impatient.standStill(Duration.ofMinutes(2));
                assertThat(impatient.life.mayRead()).as("what was long ago").isFalse();
            } finally {
                server.resume();
            }
        }
    }

    @Test
    void aMachineThatSleptKnowsItByItsWallClock() {
        await().until(() -> !other.registry.nodes().isEmpty());
        other.pause();

        other.sleep(Duration.ofHours(1));

        assertThat(other.life.isLapsed()).isTrue();
        assertThat(other.life.mayRead()).isFalse();
    }

    @Test
    void oneSlotThatCannotBeRenewedHoldsUpNoOther() {
        var broken = TestHolder.prompt().takes(one.registry, phone, null);
        var others = new ArrayList<TestHolder>();
        for (int i = 0; i < 40; i++) {
            others.add(TestHolder.prompt().takes(one.registry, slot(RegistryScene.newIdentity(), "phone"), null));
        }
        others.forEach(holder -> server.ask("DEL " + TestNode.key(holder.registration().slot().identity())));
        server.ask("SET " + TestNode.key(identity) + " nonsense");
        server.ask("CLIENT KILL TYPE normal");

        await().atMost(TestHolder.LONG_ENOUGH)
                .ignoreExceptionsInstanceOf(RegistryUnavailableException.class)
                .untilAsserted(() ->
                        assertThat(others)
                                .allSatisfy(
                                        holder -> assertThat(found(holder)).containsExactly(holder.registration())));
        // its lease may have run out meanwhile
        await().atMost(TestHolder.LONG_ENOUGH).until(one.life::mayRead);
        server.ask("DEL " + TestNode.key(identity));
        await().atMost(TestHolder.LONG_ENOUGH)
                .untilAsserted(() -> assertThat(found(broken)).containsExactly(broken.registration()));
    }

    private void lapses() {
        one.pause();
        await().atMost(TestHolder.LONG_ENOUGH).until(one.life::isLapsed);
        await().atMost(TestHolder.LONG_ENOUGH).until(() -> !other.registry.nodes().contains(one.id));
    }

    private List<Registration> found(TestHolder holder) {
        return other.registry.find(holder.registration().slot().identity()).block(TestHolder.LONG_ENOUGH);
    }
}
