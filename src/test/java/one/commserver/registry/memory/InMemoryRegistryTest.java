package one.commserver.registry.memory;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.NodeId;
import one.commserver.registry.Oversight;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryContract;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.Slot;
import one.commserver.registry.TestHolder;
import one.commserver.registry.TestTime;
import one.commserver.registry.handover.Farewell;

import org.junit.jupiter.api.Test;

import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class InMemoryRegistryTest implements RegistryContract {

    @Override
    public Registry registry(RegistryProperties properties, InForce<ConnectionLimits> limits, TestTime time) {
        var rules =
                new IdentitySlots.Rules(new NodeId("node"), properties, limits, new EpochClock(time), new Remembered());
        var farewell = new Farewell(properties.displacementPatience(), Schedulers.parallel());
        return new InMemoryRegistry(rules, time, farewell);
    }

    @Override
    public Oversight oversight(Registry registry) {
        return (InMemoryRegistry) registry;
    }

    /// To remember one that was revoked is to forget another, which may be one that is being revoked.
    @Test
    void whatIsRevokedIsRememberedInBounds() {
        var scene = RegistryScene.remembering(this, 1, 1);
        for (int i = 0; i < 20; i++) {
            TestHolder.slow().takes(scene.registry, scene.control("instance " + i), null);
        }
        scene.take(scene.phone);
        // the fight is remembered, too
        scene.lost(scene.displace(scene.phone));

        assertTimeoutPreemptively(
                TestHolder.LONG_ENOUGH, () -> memory(scene).revoke(scene.identity).block(TestHolder.LONG_ENOUGH));

        assertThat(memory(scene).rememberedCount()).isEqualTo(1);
        scene.time.advance(RegistryScene.TIME_TO_LIVE.plus(Duration.ofMinutes(1)));
        memory(scene).sweep();
        assertThat(memory(scene).rememberedCount()).isZero();
        assertThat(memory(scene).identityCount()).isZero();
    }

    @Test
    void endlessIdentitiesTakeBoundedMemory() {
        var scene = RegistryScene.remembering(this, 64, 100);

        for (int i = 0; i < 1000; i++) {
            scene.lost(scene.take(strangersSlot()));
        }

        assertThat(memory(scene).rememberedCount()).isEqualTo(100);
        assertThat(memory(scene).identityCount()).isEqualTo(100);
    }

    @Test
    void theLongestDisconnectedIsForgottenFirstAndNeverTheConnected() {
        var scene = RegistryScene.remembering(this, 64, 2);
        var connected = scene.take(scene.phone);
        var lost = List.of(scene.take(strangersSlot()), scene.take(strangersSlot()), scene.take(strangersSlot()));

        lost.reversed().forEach(scene::lost);

        assertThat(isResumable(scene, lost.get(2))).isFalse();
        assertThat(isResumable(scene, lost.get(1))).isTrue();
        assertThat(isResumable(scene, lost.get(0))).isTrue();
        assertThat(scene.found()).containsExactly(connected.registration());
    }

    @Test
    void oneIdentityCannotPushOutOthers() {
        var scene = RegistryScene.remembering(this, 3, 10);
        var other = scene.take(strangersSlot());
        scene.lost(other);

        var lost = new ArrayList<TestHolder>();
        for (int i = 0; i < 100; i++) {
            lost.add(scene.take(scene.control("instance " + i)));
            scene.lost(lost.getLast());
        }

        assertThat(memory(scene).rememberedCount()).isEqualTo(4);
        assertThat(isResumable(scene, other)).isTrue();
        assertThat(isResumable(scene, lost.get(96))).isFalse();
        assertThat(isResumable(scene, lost.get(97))).isTrue();
    }

    @Test
    void everythingExpiredIsSwept() {
        var scene = RegistryScene.remembering(this, 64, 100);
        for (int i = 0; i < 50; i++) {
            scene.lost(scene.take(strangersSlot()));
        }

        scene.time.advance(RegistryScene.TIME_TO_LIVE.minus(RegistryScene.MILLISECOND));
        memory(scene).sweep();
        assertThat(memory(scene).rememberedCount()).isEqualTo(50);
        scene.time.advance(RegistryScene.MILLISECOND);
        memory(scene).sweep();

        assertThat(memory(scene).rememberedCount()).isZero();
        assertThat(memory(scene).identityCount()).isZero();
    }

    @Test
    void eachCallTidiesUpAfterMoreThanItself() {
        var scene = RegistryScene.remembering(this, 64, 100);
        for (int i = 0; i < 50; i++) {
            scene.lost(scene.take(strangersSlot()));
        }
        scene.time.advance(RegistryScene.TIME_TO_LIVE);

        for (int i = 0; i < 25; i++) {
            scene.lost(scene.take(strangersSlot()));
        }

        assertThat(memory(scene).rememberedCount()).isEqualTo(25);
    }

    @Test
    void endedSessionsAndRefusedClaimsLeaveNothingBehind() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.take(scene.phone);
        scene.end(holder);
        scene.found();

        assertThat(memory(scene).rememberedCount()).isZero();
        assertThat(memory(scene).identityCount()).isZero();
    }

    @Test
    void whatARaceLeavesBehindIsCounted() throws Exception {
        var scene = RegistryScene.remembering(this, 64, 100);

        var holders =
                simultaneously(
                        500,
                        i -> {
                            var holder = scene.take(i % 2 == 0 ? strangersSlot() : scene.control("instance " + i % 20));
                            if (!holder.isRefused()) {
                                scene.lost(holder);
                            }
                            return holder;
                        });
        assertThat(holders).hasSize(500);
        assertThat(memory(scene).rememberedCount()).isLessThanOrEqualTo(100);
        scene.time.advance(RegistryScene.TIME_TO_LIVE.plus(Duration.ofMinutes(1)));
        memory(scene).sweep();

        assertThat(memory(scene).rememberedCount()).isZero();
        assertThat(memory(scene).identityCount()).isZero();
    }

    private static boolean isResumable(RegistryScene scene, TestHolder lost) {
        var back = scene.take(lost.registration().slot(), lost.token());
        return !back.isRefused() && back.taken().resumed();
    }

    private static InMemoryRegistry memory(RegistryScene scene) {
        return (InMemoryRegistry) scene.registry;
    }

    private static Slot strangersSlot() {
        return new Slot(RegistryScene.newIdentity(), "phone", ConnectionKind.CONTROL, "");
    }
}
