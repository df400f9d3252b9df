package one.commserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

/// Who gets a slot that somebody has: windows, displacement, conflict and epochs.
///
/// Spec: chapter 4.
interface SlotContract extends RegistryScene.Factory {

    @Test
    default void aFreeSlotIsTaken() {
        var scene = RegistryScene.of(this);

        var taken = scene.take(scene.phone).taken();

        assertThat(taken.resumed()).isFalse();
        assertThat(taken.registration().slot()).isEqualTo(scene.phone);
        assertThat(scene.found()).containsExactly(taken.registration());
    }

    @Test
    default void newcomerIsRefusedWithinTheWindow() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);

        scene.time.advance(RegistryScene.WINDOW.minus(RegistryScene.MILLISECOND));
        var newcomer = scene.take(scene.phone);

        assertThat(newcomer.decision).isEqualTo(new Decision.TakenAMomentAgo(RegistryScene.MILLISECOND));
        assertThat(holder.told).isEmpty();
        assertThat(scene.found()).containsExactly(holder.registration());
    }

    @Test
    default void newcomerDisplacesTheHolderWhenTheWindowIsOver() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);

        scene.time.advance(RegistryScene.WINDOW);
        var newcomer = scene.take(scene.phone);

        assertThat(holder.told).containsExactly("displaced, resumed false");
        assertThat(newcomer.registration().session()).isNotEqualTo(holder.registration().session());
        assertThat(scene.found()).containsExactly(newcomer.registration());
    }

    @Test
    default void refusalDoesNotProlongTheWindow() {
        var scene = RegistryScene.of(this);
        scene.take(scene.phone);

        scene.time.advance(Duration.ofSeconds(1));
        scene.take(scene.phone);

        assertThat(scene.windowOf(scene.phone)).isEqualTo(Duration.ofSeconds(1));
    }

    @Test
    default void lostHolderIsNoObstacleAndIsNotDisplaced() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.lost(holder);

        var newcomer = scene.take(scene.phone);

        assertThat(newcomer.taken().resumed()).isFalse();
        assertThat(holder.told).isEmpty();
        assertThat(scene.take(scene.phone, holder.token()).isRefused()).isTrue();
    }

    @Test
    default void takingOverFromALostHolderCountsAsNoDisplacement() {
        var scene = RegistryScene.of(this);
        for (int i = 0; i < 5; i++) {
            scene.lost(scene.take(scene.phone));
        }

        var last = scene.take(scene.phone);

        assertThat(scene.windowOf(scene.phone)).isEqualTo(RegistryScene.WINDOW);
        assertThat(last.told).isEmpty();
    }

    @Test
    default void theWindowDoublesWithEachDisplacementUpToItsMost() {
        var scene = RegistryScene.of(this);
        scene.take(scene.phone);

        for (int seconds : new int[] {2, 4, 8, 16, 32, 60}) {
            scene.displace(scene.phone);
            assertThat(scene.windowOf(scene.phone)).isEqualTo(Duration.ofSeconds(seconds));
        }
        scene.displace(scene.phone);

        assertThat(scene.windowOf(scene.phone)).isEqualTo(Duration.ofMinutes(1));
    }

    @Test
    default void aQuietMinuteEndsTheFight() {
        var scene = RegistryScene.of(this);
        scene.take(scene.phone);
        scene.displace(scene.phone);
        scene.displace(scene.phone);

        scene.time.advance(Duration.ofMinutes(1).plus(RegistryScene.MILLISECOND));
        var newcomer = scene.displace(scene.phone);

        assertThat(scene.windowOf(scene.phone)).isEqualTo(RegistryScene.WINDOW);
        assertThat(newcomer.told).isEmpty();
    }

    @Test
    default void theFightOutlivesASessionThatEnds() {
        var scene = RegistryScene.of(this);
        scene.take(scene.phone);
        scene.displace(scene.phone);
        scene.end(scene.displace(scene.phone));

        scene.take(scene.phone);

        assertThat(scene.windowOf(scene.phone)).isEqualTo(Duration.ofSeconds(4));
    }

    @Test
    default void fromTheThirdDisplacementOnAllOfTheIdentityAreTold() {
        var scene = RegistryScene.of(this);
        var bystander = scene.take(scene.control("laptop"));
        scene.take(scene.phone);
        scene.displace(scene.phone);
        var second = scene.displace(scene.phone);
        assertThat(bystander.told).isEmpty();

        var third = scene.displace(scene.phone);
        var fourth = scene.displace(scene.phone);

        assertThat(bystander.told).containsExactly("conflict 3", "conflict 4");
        assertThat(second.told).containsExactly("conflict 3", "displaced, resumed false");
        assertThat(third.told).containsExactly("conflict 3", "conflict 4", "displaced, resumed false");
        // behind the answer to its claim, which it has had
        await().untilAsserted(() -> assertThat(fourth.told).containsExactly("conflict 4"));
    }

    @Test
    default void otherIdentitiesAreNotToldOfAConflict() {
        var scene = RegistryScene.of(this);
        var stranger =
                scene.take(new Slot(RegistryScene.newIdentity(), "phone", scene.phone.kind(), scene.phone.lane()));
        scene.take(scene.phone);

        for (int i = 0; i < 4; i++) {
            scene.displace(scene.phone);
        }

        assertThat(stranger.told).isEmpty();
    }

    @Test
    default void slotsDoNotDisplaceEachOther() {
        var scene = RegistryScene.of(this);

        var holders =
                List.of(
                        scene.take(scene.control("phone")),
                        scene.take(scene.control("laptop")),
                        scene.take(scene.data("phone", "")),
                        scene.take(scene.data("phone", "photos")));

        assertThat(scene.found())
                .containsExactlyInAnyOrderElementsOf(holders.stream().map(TestHolder::registration).toList());
    }

    @Test
    default void epochsAreMicrosecondsOfTheClock() {
        var scene = RegistryScene.of(this);

        long epoch = scene.take(scene.phone).registration().epoch();

        assertThat(epoch).isEqualTo(TestTime.microsOf(scene.time.instant()));
    }

    @Test
    default void epochsNeverGoBackEvenIfTheClockDoes() {
        var scene = RegistryScene.of(this);
        var first = scene.take(scene.phone);

        scene.time.setBack(Duration.ofDays(1));
        var resumed = scene.take(scene.phone, first.token());
        scene.end(resumed);
        scene.time.setBack(Duration.ofDays(1));
        var last = scene.take(scene.phone);

        assertThat(resumed.registration().epoch()).isGreaterThan(first.registration().epoch());
        assertThat(last.registration().epoch()).isGreaterThan(resumed.registration().epoch());
    }

    @Test
    default void whatOldEpochsDoIsIgnored() {
        var scene = RegistryScene.of(this);
        var former = scene.take(scene.phone);
        var holder = scene.displace(scene.phone);

        scene.lost(former);
        scene.end(former);

        assertThat(scene.found()).containsExactly(holder.registration());
        assertThat(scene.take(scene.phone, holder.token()).taken().resumed()).isTrue();
    }
}
