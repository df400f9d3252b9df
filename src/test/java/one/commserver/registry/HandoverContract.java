package one.commserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;

/// A successor waits until those before it have stopped reading.
interface HandoverContract extends RegistryScene.Factory {

    Duration IMPATIENT = Duration.ofMillis(50);

    @Test
    default void aSuccessorWaitsForTheFormerHolder() {
        var scene = RegistryScene.of(this);
        var former = TestHolder.slow().takes(scene.registry, scene.phone, null);
        scene.time.advance(RegistryScene.WINDOW);

        var pending = claim(scene, TestHolder.prompt(), null);
        former.awaitDisplaced();
        assertThat(pending).isNotDone();
        former.stopped.tryEmitEmpty();

        assertThat(pending).succeedsWithin(TestHolder.LONG_ENOUGH).isInstanceOf(Decision.Taken.class);
    }

    @Test
    default void aSecondSuccessorWaitsForBothBeforeIt() {
        var scene = RegistryScene.of(this);
        var first = TestHolder.slow().takes(scene.registry, scene.phone, null);
        var second = TestHolder.slow();
        var pendingSecond = claim(scene, second, first.token());
        var pendingThird = claim(scene, TestHolder.prompt(), first.token());

        second.stopped.tryEmitEmpty();
        second.awaitDisplaced();
        assertThat(pendingThird).isNotDone();
        first.stopped.tryEmitEmpty();

        var secondTaken = (Decision.Taken) pendingSecond.orTimeout(20, TimeUnit.SECONDS).join();
        var thirdTaken = (Decision.Taken) pendingThird.orTimeout(20, TimeUnit.SECONDS).join();
        assertThat(thirdTaken.registration().epoch()).isGreaterThan(secondTaken.registration().epoch());
    }

    @Test
    default void whoTakesAnAbandonedSlotStillWaitsForThoseBefore() {
        var scene = RegistryScene.of(this);
        var first = TestHolder.slow().takes(scene.registry, scene.phone, null);
        scene.time.advance(RegistryScene.WINDOW);
        cancelledClaim(scene, TestHolder.prompt(), null);

        var pending = claim(scene, TestHolder.prompt(), null);
        assertThat(pending).isNotDone();
        first.stopped.tryEmitEmpty();

        assertThat(pending).succeedsWithin(TestHolder.LONG_ENOUGH).isInstanceOf(Decision.Taken.class);
    }

    @Test
    default void anEndedSessionStillHidesNobodyWhoReads() {
        var scene = RegistryScene.of(this);
        var first = TestHolder.slow().takes(scene.registry, scene.phone, null);
        var resumed = claim(scene, TestHolder.prompt(), first.token());
        scene.registry.end(scene.found().getFirst()).block(TestHolder.LONG_ENOUGH);

        var pending = claim(scene, TestHolder.prompt(), null);
        assertThat(pending).isNotDone();
        first.stopped.tryEmitEmpty();

        assertThat(resumed).succeedsWithin(TestHolder.LONG_ENOUGH);
        assertThat(pending).succeedsWithin(TestHolder.LONG_ENOUGH).isInstanceOf(Decision.Taken.class);
    }

    @Test
    default void aHolderThatNeverStopsIsNotWaitedForForEver() {
        var scene = RegistryScene.withPatience(this, IMPATIENT);
        TestHolder.slow().takes(scene.registry, scene.phone, null);

        assertThat(scene.displace(scene.phone).isRefused()).isFalse();
    }

    @Test
    default void aHolderThatFailsIsNoObstacle() {
        var scene = RegistryScene.of(this);
        SlotHolder throwing =
                new Broken(() -> {
                    throw new IllegalStateException("broken holder");
                });
        SlotHolder failing = new Broken(() -> Mono.error(new IllegalStateException("broken holder")));
        scene.registry.take(new Claim(scene.phone, null, throwing)).block(TestHolder.LONG_ENOUGH);
        scene.time.advance(RegistryScene.WINDOW);
        scene.registry.take(new Claim(scene.phone, null, failing)).block(TestHolder.LONG_ENOUGH);

        for (int i = 0; i < 3; i++) {
            assertThat(scene.displace(scene.phone).isRefused()).isFalse();
        }
    }

    @Test
    default void aClaimantThatGivesUpLeavesNoHolderBehind() {
        var scene = RegistryScene.of(this);
        var former = TestHolder.slow().takes(scene.registry, scene.phone, null);
        scene.time.advance(RegistryScene.WINDOW);

        cancelledClaim(scene, TestHolder.prompt(), null);

        former.stopped.tryEmitEmpty();
        assertThat(scene.take(scene.phone).isRefused()).isFalse();
    }

    @Test
    default void aResumptionThatIsGivenUpCanBeTriedAgain() {
        var scene = RegistryScene.of(this);
        var former = TestHolder.slow().takes(scene.registry, scene.phone, null);

        cancelledClaim(scene, TestHolder.prompt(), former.token());
        former.stopped.tryEmitEmpty();

        assertThat(scene.take(scene.phone, former.token()).taken().resumed()).isTrue();
    }

    @Test
    default void theFormerHolderIsToldAlsoIfTheClaimantGivesUpAtOnce() {
        var scene = RegistryScene.of(this);
        var former = scene.take(scene.phone);
        scene.time.advance(RegistryScene.WINDOW);

        var claim = new Claim(scene.phone, null, TestHolder.prompt());
        scene.registry.take(claim).doOnSubscribe(Subscription::cancel).subscribe();

        former.awaitDisplaced();
        awaitNobody(scene);
    }

    @Test
    default void nothingHappensWithoutASubscriber() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);

        scene.registry.take(new Claim(scene.phone, holder.token(), TestHolder.prompt()));
        scene.registry.lost(holder.registration());
        scene.registry.end(holder.registration());

        assertThat(scene.found()).containsExactly(holder.registration());
    }

    private static CompletableFuture<Decision> claim(RegistryScene scene, TestHolder holder, SessionToken token) {
        return scene.registry.take(new Claim(scene.phone, token, holder)).toFuture();
    }

    private static void cancelledClaim(RegistryScene scene, TestHolder holder, SessionToken token) {
        Disposable pending = scene.registry.take(new Claim(scene.phone, token, holder)).subscribe();
        pending.dispose();
        awaitNobody(scene);
    }

    /// What a claimant gave up is given back without anybody waiting for it.
    private static void awaitNobody(RegistryScene scene) {
        await().atMost(TestHolder.LONG_ENOUGH).until(() -> scene.found().isEmpty());
    }

    /// A holder with a fault.
    record Broken(Supplier<Mono<Void>> stop) implements SlotHolder {
        @Override
        public Mono<Void> displaced(boolean resumed) {
            return stop.get();
        }

        @Override
        public Mono<Void> doubted() {
            return stop.get();
        }

        @Override
        public Mono<Void> revoked() {
            return stop.get();
        }

        @Override
        public void conflict(Slot slot, int displacements) {
            throw new IllegalStateException("broken holder");
        }
    }
}
