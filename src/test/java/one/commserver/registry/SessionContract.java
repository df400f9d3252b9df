package one.commserver.registry;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

/// What a session's token is good for.
///
/// Spec: chapter 3, session.
interface SessionContract extends RegistryScene.Factory {

    @Test
    default void theTokenWinsWithinTheWindowAgainstAConnectedHolder() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);

        var back = scene.take(scene.phone, holder.token());

        assertThat(back.taken().resumed()).isTrue();
        assertThat(back.token()).isEqualTo(holder.token());
        assertThat(back.registration().session()).isEqualTo(holder.registration().session());
        assertThat(back.registration().epoch()).isGreaterThan(holder.registration().epoch());
        assertThat(holder.told).containsExactly("displaced, resumed true");
        assertThat(scene.found()).containsExactly(back.registration());
    }

    @Test
    default void resumptionLeavesTheWindowAsItWas() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.time.advance(RegistryScene.WINDOW.minus(RegistryScene.MILLISECOND));

        scene.take(scene.phone, holder.token());

        assertThat(scene.windowOf(scene.phone)).isEqualTo(RegistryScene.MILLISECOND);
    }

    @Test
    default void resumptionIsNoDisplacement() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        for (int i = 0; i < 10; i++) {
            holder = scene.take(scene.phone, holder.token());
        }

        scene.displace(scene.phone);

        assertThat(scene.windowOf(scene.phone)).isEqualTo(RegistryScene.WINDOW);
        assertThat(holder.told).containsExactly("displaced, resumed false");
    }

    @Test
    default void aLostSessionGoesOnWithinItsTimeToLive() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.time.advance(RegistryScene.TIME_TO_LIVE);
        scene.lost(holder);

        scene.time.advance(RegistryScene.TIME_TO_LIVE.minus(RegistryScene.MILLISECOND));
        var back = scene.take(scene.phone, holder.token());

        assertThat(back.taken().resumed()).isTrue();
        assertThat(back.registration().session()).isEqualTo(holder.registration().session());
        assertThat(holder.told).isEmpty();
    }

    @Test
    default void aSessionMayBeResumedAgainAndAgain() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        var token = holder.token();

        for (int i = 0; i < 5; i++) {
            scene.lost(holder);
            scene.time.advance(RegistryScene.TIME_TO_LIVE.dividedBy(2));
            holder = scene.take(scene.phone, token);
            assertThat(holder.taken().resumed()).isTrue();
        }
    }

    @Test
    default void anExpiredSessionIsANewOne() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.lost(holder);

        scene.time.advance(RegistryScene.TIME_TO_LIVE);
        var back = scene.take(scene.phone, holder.token());

        assertNewSession(back, holder);
    }

    @Test
    default void anEndedSessionIsANewOne() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.end(holder);

        assertNewSession(scene.take(scene.phone, holder.token()), holder);
    }

    @Test
    default void aLostSessionThatEndsIsANewOne() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.lost(holder);
        scene.end(holder);

        assertNewSession(scene.take(scene.phone, holder.token()), holder);
    }

    @Test
    default void aDisplacedSessionCannotComeBack() {
        var scene = RegistryScene.of(this);
        var displaced = scene.take(scene.phone);
        scene.displace(scene.phone);

        var back = scene.take(scene.phone, displaced.token());

        assertThat(back.decision).isEqualTo(new Decision.TakenAMomentAgo(RegistryScene.WINDOW));
    }

    @Test
    default void anUnknownTokenIsNoToken() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone, new SessionToken("made up"));
        var racing = scene.take(scene.phone, new SessionToken("zwölf Boxkämpfer"));

        assertThat(holder.taken().resumed()).isFalse();
        assertThat(holder.token()).isNotEqualTo(new SessionToken("made up"));
        assertThat(racing.isRefused()).isTrue();
    }

    @Test
    default void aTokenIsWorthNothingOnAnotherSlot() {
        var scene = RegistryScene.of(this);
        var phone = scene.take(scene.phone);
        var laptop = scene.take(scene.control("laptop"));

        var wrongSlot = scene.take(scene.control("laptop"), phone.token());
        var freeSlot = scene.take(scene.control("tablet"), phone.token());

        assertThat(wrongSlot.isRefused()).isTrue();
        assertThat(laptop.told).isEmpty();
        assertNewSession(freeSlot, phone);
    }

    @Test
    default void aTokenIsWorthNothingForAnotherIdentity() {
        var scene = RegistryScene.of(this);
        var holder = scene.take(scene.phone);
        scene.lost(holder);

        var foreign = new Slot(RegistryScene.newIdentity(), "phone", scene.phone.kind(), "");

        assertNewSession(scene.take(foreign, holder.token()), holder);
    }

    @Test
    default void onlyConnectedHoldersAreFound() {
        var scene = RegistryScene.of(this);
        var connected = scene.take(scene.phone);
        scene.lost(scene.take(scene.control("laptop")));
        scene.end(scene.take(scene.control("tablet")));

        assertThat(scene.found()).containsExactly(connected.registration());
        assertThat(scene.registry.find(RegistryScene.newIdentity()).block(TestHolder.LONG_ENOUGH)).isEmpty();
    }

    @Test
    default void loweredLimitsEndNoSessionAndLetNobodyElseIn() {
        var scene = RegistryScene.withCaps(this, 4, 2);
        var control = scene.take(scene.phone);
        var lane = scene.take(scene.data("phone", "photos"));
        scene.take(scene.data("phone", "calls"));
        scene.cap(1, 1);
        scene.lost(control);
        scene.lost(lane);

        assertThat(scene.take(scene.control("laptop")).decision).isEqualTo(new Decision.TooManyOfIdentity());
        assertThat(scene.take(scene.phone).decision).isEqualTo(new Decision.TooManyOfIdentity());
        assertThat(scene.take(scene.phone, control.token()).taken().resumed()).isTrue();
        scene.cap(4, 1);
        assertThat(scene.take(scene.data("phone", "photos")).decision).isEqualTo(new Decision.TooManyLanes());
        assertThat(scene.take(scene.data("phone", "photos"), lane.token()).taken().resumed()).isTrue();
    }

    /// Else whoever loses and resumes would have more and more.
    @Test
    default void resumedSessionsNeverAddUpToMoreThanTheHighestLimit() {
        var scene = RegistryScene.withCaps(this, 1, 4);
        scene.cap(2, 4);
        var first = scene.take(scene.control("first"));
        scene.lost(first);
        scene.take(scene.control("second"));
        scene.take(scene.control("third"));
        scene.cap(1, 4);

        assertThat(scene.take(scene.control("first"), first.token()).decision)
                .isEqualTo(new Decision.TooManyOfIdentity());
    }

    private static void assertNewSession(TestHolder holder, TestHolder before) {
        assertThat(holder.taken().resumed()).isFalse();
        assertThat(holder.token()).isNotEqualTo(before.token());
        assertThat(holder.registration().session()).isNotEqualTo(before.registration().session());
    }
}
