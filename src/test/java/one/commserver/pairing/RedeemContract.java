package one.commserver.pairing;

import static one.commserver.pairing.PairingScene.anybody;
import static one.commserver.pairing.PairingScene.get;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.protocol.invite.Invite;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Of a store of invites and pairings: each use of an invite makes one pairing.
///
/// Spec: chapter 7.
interface RedeemContract extends PairingScene.Factory {
    @Test
    default void anInviteIsRedeemedOnceForEachUse() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(2);

        Pairing pairing = scene.paired(invite, anybody());
        scene.paired(invite, anybody());

        assertThat(scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.USED_UP);
        assertThat(pairing.inviter()).isEqualTo(scene.me());
        assertThat(pairing.signedInvite()).isEqualTo(invite.encoded());
        assertThat(pairing.trustLevel()).isEqualTo("friend");
        assertThat(pairing.paired()).isEqualTo(scene.time.instant());
    }

    @Test
    default void theSameJoinerAgainGetsTheSameAndConsumesNothing() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(2);
        Identity joiner = anybody();

        Pairing first = scene.paired(invite, joiner);
        Redemption again = scene.redeem(invite, joiner);

        assertThat(again).isEqualTo(new Redemption.Paired(first, false));
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), anybody()))).isEqualTo(1);
    }

    @Test
    default void theSameJoinerAgainGetsTheSameWhateverBecameOfTheInvite() {
        var scene = new PairingScene(this);
        Invite usedUp = scene.registered(1);
        Identity joiner = anybody();
        Pairing first = scene.paired(usedUp, joiner);

        assertThat(scene.paired(usedUp, joiner)).isEqualTo(first);
        get(scene.pairings.revoke(scene.me(), usedUp.id()));
        assertThat(scene.paired(usedUp, joiner)).isEqualTo(first);
        scene.time.advance(PairingScene.LIFE);
        assertThat(scene.paired(usedUp, joiner)).isEqualTo(first);
    }

    @Test
    default void anotherInviteOfTheSameInviterConsumesNothingEither() {
        var scene = new PairingScene(this);
        Identity joiner = anybody();
        Pairing first = scene.paired(scene.registered(1), joiner);
        Invite second = scene.registered(1);

        assertThat(scene.paired(second, joiner)).isEqualTo(first);

        assertThat(get(scene.pairings.usesLeft(second.id(), scene.me(), anybody()))).isEqualTo(1);
    }

    @Test
    default void ofManyWhoRaceForOneUseExactlyOneWins() throws Exception {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(1);
        List<Identity> joiners = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            joiners.add(anybody());
        }

        List<Redemption> outcomes = simultaneously(100, i -> scene.redeem(invite, joiners.get(i)));

        assertThat(outcomes.stream().filter(Redemption.Paired.class::isInstance)).hasSize(1);
        assertThat(outcomes.stream().filter(Redemption.Refused.USED_UP::equals)).hasSize(99);
        assertThat(get(scene.pairings.pairings(scene.me(), null)).elements()).hasSize(1);
    }

    @Test
    default void ofOneWhoRacesWithItselfOneClaimIsFresh() throws Exception {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(3);
        Identity joiner = anybody();

        List<Redemption> outcomes = simultaneously(50, i -> scene.redeem(invite, joiner));

        assertThat(outcomes.stream().map(Redemption.Paired.class::cast).filter(Redemption.Paired::fresh)).hasSize(1);
        assertThat(outcomes.stream().map(Redemption.Paired.class::cast).map(Redemption.Paired::pairing).distinct())
                .hasSize(1);
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), anybody()))).isEqualTo(2);
    }
}
