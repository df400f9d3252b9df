package one.commserver.registry;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;

/// What holds when many claim at the same instant.
interface RaceContract extends RegistryScene.Factory {

    int MANY = 1000;

    @Test
    default void ofTwoSimultaneousClaimsOneWinsAndOneLoses() throws Exception {
        var scene = RegistryScene.of(this);
        for (int round = 0; round < MANY; round++) {
            Slot slot = scene.control("instance " + round);

            var claimants = simultaneously(2, i -> scene.take(slot));

            assertThat(claimants).filteredOn(TestHolder::isRefused).hasSize(1);
            assertThat(claimants).filteredOn(TestHolder::isDisplaced).isEmpty();
            scene.end(claimants.stream().filter(claimant -> !claimant.isRefused()).findFirst().orElseThrow());
        }
    }

    @Test
    default void ofTwoSimultaneousDisplacementsOneWinsAndOneLoses() throws Exception {
        var scene = RegistryScene.of(this);
        for (int round = 0; round < MANY; round++) {
            Slot slot = scene.control("instance " + round);
            var former = scene.take(slot);
            scene.time.advance(RegistryScene.WINDOW);

            var claimants = simultaneously(2, i -> scene.take(slot));

            assertThat(former.told).hasSize(1);
            assertThat(claimants).filteredOn(TestHolder::isRefused).hasSize(1);
            scene.end(claimants.stream().filter(claimant -> !claimant.isRefused()).findFirst().orElseThrow());
        }
    }

    @Test
    default void aThousandSimultaneousClaimsLeaveOneHolder() throws Exception {
        var scene = RegistryScene.of(this);

        var claimants = simultaneously(MANY, i -> scene.take(scene.phone));

        var winners = claimants.stream().filter(claimant -> !claimant.isRefused()).toList();
        assertThat(winners).hasSize(1);
        assertThat(scene.found()).containsExactly(winners.getFirst().registration());
    }

    @Test
    default void aThousandSimultaneousResumptionsLeaveOneHolder() throws Exception {
        var scene = RegistryScene.of(this);
        var first = scene.take(scene.phone);

        var claimants = simultaneously(MANY, i -> scene.take(scene.phone, first.token()));

        var all = new ArrayList<>(claimants);
        all.add(first);
        assertThat(all).allMatch(claimant -> claimant.told.size() <= 1);
        var standing = all.stream().filter(claimant -> !claimant.isDisplaced()).toList();
        assertThat(standing).hasSize(1);
        assertThat(scene.found()).containsExactly(standing.getFirst().registration());
        var epochs = all.stream().map(claimant -> claimant.registration().epoch()).toList();
        assertThat(epochs).doesNotHaveDuplicates();
        assertThat(standing.getFirst().registration().epoch())
                .isEqualTo(epochs.stream().max(Long::compare).orElseThrow());
    }

    @Test
    default void theCapOfAnIdentityIsExact() throws Exception {
        var scene = RegistryScene.withCaps(this, 32, 4);

        var claimants = simultaneously(MANY, i -> scene.take(scene.control("instance " + i)));

        assertThat(claimants).filteredOn(claimant -> !claimant.isRefused()).hasSize(32);
        assertThat(claimants)
                .filteredOn(TestHolder::isRefused)
                .allMatch(claimant -> claimant.decision.equals(new Decision.TooManyOfIdentity()));
        assertThat(scene.found()).hasSize(32);
    }

    @Test
    default void theCapOfLanesIsExact() throws Exception {
        var scene = RegistryScene.withCaps(this, 32, 4);

        var claimants = simultaneously(MANY, i -> scene.take(scene.data("phone", "lane " + i)));

        assertThat(claimants).filteredOn(claimant -> !claimant.isRefused()).hasSize(4);
        assertThat(claimants)
                .filteredOn(TestHolder::isRefused)
                .allMatch(claimant -> claimant.decision.equals(new Decision.TooManyLanes()));
        assertThat(scene.take(scene.data("laptop", "")).isRefused()).isFalse();
        assertThat(scene.take(scene.phone).isRefused()).isFalse();
    }

    @Test
    default void whoeverGoesMakesRoomAndWhoeverReplacesNeedsNone() {
        var scene = RegistryScene.withCaps(this, 2, 1);
        var phone = scene.take(scene.phone);
        var lane = scene.take(scene.data("phone", "a"));

        assertThat(scene.take(scene.phone, phone.token()).isRefused()).isFalse();
        assertThat(scene.displace(scene.phone).isRefused()).isFalse();
        scene.lost(lane);
        var otherLane = scene.take(scene.data("phone", "b"));

        assertThat(otherLane.isRefused()).isFalse();
        assertThat(scene.take(scene.data("phone", "a"), lane.token()).isRefused()).isTrue();
        scene.end(otherLane);
        assertThat(scene.take(scene.data("phone", "a"), lane.token()).taken().resumed()).isTrue();
    }
}
