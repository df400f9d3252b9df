package one.commserver.pairing;

import static one.commserver.pairing.PairingScene.anybody;
import static one.commserver.pairing.PairingScene.get;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.pairing.Pairings.Live;
import one.commserver.pairing.Pairings.Page;
import one.commserver.pairing.Pairings.Registration;
import one.commserver.protocol.invite.Invite;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What every store of invites and pairings has to pass.
///
/// Spec: chapter 7.
public interface PairingsContract extends PairingScene.Factory {

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

    @Test
    default void anInviteThatWasNeverRegisteredIsUnknown() {
        var scene = new PairingScene(this);

        assertThat(scene.redeem(scene.invite(1), anybody())).isEqualTo(Redemption.Refused.UNKNOWN);
    }

    @Test
    default void anInviteOfSomebodyElseIsUnknown() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(1);

        assertThat(get(scene.pairings.redeem(PairingScene.claim(invite.id(), anybody(), anybody()))))
                .isEqualTo(Redemption.Refused.UNKNOWN);
        assertThat(get(scene.pairings.usesLeft(invite.id(), anybody(), anybody()))).isZero();
    }

    @Test
    default void anInviteExpiresAtItsMoment() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(5);
        scene.time.advance(PairingScene.LIFE.minus(Duration.ofMillis(1)));
        scene.paired(invite, anybody());

        scene.time.advance(Duration.ofMillis(1));

        assertThat(scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.EXPIRED);
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), anybody()))).isZero();
        assertThat(get(scene.pairings.invites(scene.me(), null)).elements()).isEmpty();
    }

    @Test
    default void aRevokedInviteIsRevokedAndItsPairingsStay() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(5);
        Identity joiner = anybody();
        scene.paired(invite, joiner);

        assertThat(get(scene.pairings.revoke(scene.me(), invite.id()))).isTrue();

        assertThat(scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.REVOKED);
        assertThat(scene.arePaired(scene.me(), joiner)).isTrue();
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), anybody()))).isZero();
    }

    @Test
    default void onlyTheInviterRevokes() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(1);

        assertThat(get(scene.pairings.revoke(anybody(), invite.id()))).isFalse();
        assertThat(get(scene.pairings.revoke(scene.me(), scene.invite(1).id()))).isFalse();

        scene.paired(invite, anybody());
    }

    @Test
    default void theSameBytesMayBeRegisteredAgainWhileTheyLive() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(2);
        scene.paired(invite, anybody());

        assertThat(scene.register(invite)).isEqualTo(Registration.REGISTERED);
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), anybody()))).isEqualTo(1);
        get(scene.pairings.revoke(scene.me(), invite.id()));
        assertThat(scene.register(invite)).isEqualTo(Registration.TAKEN);
    }

    @Test
    default void anIdIsGoodForOneInvite() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(1);
        try (SigningKey thief = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            Invite stolen =
                    new Invite(
                            invite.key(),
                            thief.publicKey(),
                            invite.server(),
                            invite.expires(),
                            1,
                            "owner",
                            Bytes.of(new byte[64]));

            assertThat(scene.register(stolen)).isEqualTo(Registration.TAKEN);
        }
        scene.paired(invite, anybody());
    }

    @Test
    default void anIdentityHasAHundredLiveInvitesAtMost() {
        var scene = new PairingScene(this);
        Invite first = scene.registered(1);
        for (int i = 1; i < Pairings.MAX_INVITES; i++) {
            assertThat(scene.register(scene.invite(1))).isEqualTo(Registration.REGISTERED);
        }

        assertThat(scene.register(scene.invite(1))).isEqualTo(Registration.FULL);
        try (SigningKey other = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            assertThat(scene.register(scene.invite(other, 1, scene.time.instant().plus(PairingScene.LIFE))))
                    .isEqualTo(Registration.REGISTERED);
        }
        scene.paired(first, anybody());
        assertThat(scene.register(scene.invite(1))).isEqualTo(Registration.REGISTERED);
        assertThat(scene.register(scene.invite(1))).isEqualTo(Registration.FULL);
        scene.time.advance(PairingScene.LIFE);
        assertThat(scene.register(scene.invite(1))).isEqualTo(Registration.REGISTERED);
    }

    @Test
    default void liveInvitesAreListedInPagesOldestFirst() {
        var scene = new PairingScene(this);
        List<Bytes> expected = new ArrayList<>();
        for (int i = 0; i < Pairings.MAX_INVITES; i++) {
            Invite invite = scene.registered(2);
            expected.add(invite.encoded());
            if (i % 3 == 0) {
                get(scene.pairings.revoke(scene.me(), invite.id()));
                expected.removeLast();
            }
        }

        List<Bytes> listed = new ArrayList<>();
        String after = null;
        Page<Live> page;
        do {
            page = get(scene.pairings.invites(scene.me(), after));
            assertThat(page.elements()).hasSizeLessThanOrEqualTo(Pairings.PAGE_ELEMENTS);
            page.elements().forEach(live -> listed.add(live.signedInvite()));
            after = page.next();
        } while (page.more());

        assertThat(listed).isEqualTo(expected);
        assertThat(get(scene.pairings.invites(anybody(), null)).elements()).isEmpty();
    }

    @Test
    default void aListTellsHowOftenAnInviteWasUsed() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(3);
        scene.paired(invite, anybody());

        assertThat(get(scene.pairings.invites(scene.me(), null)).elements())
                .containsExactly(new Live(invite.encoded(), 1));
    }

    @Test
    default void bothSidesFindTheirPairings() {
        var scene = new PairingScene(this);
        Identity joiner = anybody();
        Pairing pairing = scene.paired(scene.registered(1), joiner);

        assertThat(get(scene.pairings.pairings(scene.me(), null)).elements()).containsExactly(pairing);
        assertThat(get(scene.pairings.pairings(joiner, null)).elements()).containsExactly(pairing);
        Page<Pairing> strangers = get(scene.pairings.pairings(anybody(), null));
        assertThat(strangers.elements()).isEmpty();
        assertThat(strangers.next()).isNull();
    }

    @Test
    default void aCursorGoesOnWhereItEndedAlsoWhenWhatItPointsToIsGone() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(10);
        Identity first = anybody();
        scene.paired(invite, first);
        String cursor = get(scene.pairings.pairings(scene.me(), null)).next();
        get(scene.pairings.unpair(scene.me(), first));
        Pairing second = scene.paired(invite, anybody());

        Page<Pairing> page = get(scene.pairings.pairings(scene.me(), cursor));

        assertThat(page.elements()).containsExactly(second);
        assertThat(page.more()).isFalse();
        Page<Pairing> rest = get(scene.pairings.pairings(scene.me(), page.next()));
        assertThat(rest.elements()).isEmpty();
        assertThat(rest.next()).isEqualTo(page.next());
    }

    @Test
    default void pagesAreBounded() {
        var scene = new PairingScene(this, org.springframework.util.unit.DataSize.ofMegabytes(64), 1000);
        Invite invite = scene.registered(120);
        List<Pairing> expected = new ArrayList<>();
        for (int i = 0; i < 120; i++) {
            expected.add(scene.paired(invite, anybody()));
        }

        List<Pairing> listed = new ArrayList<>();
        String after = null;
        Page<Pairing> page;
        do {
            page = get(scene.pairings.pairings(scene.me(), after));
            assertThat(page.elements()).hasSizeBetween(1, Pairings.PAGE_ELEMENTS);
            listed.addAll(page.elements());
            after = page.next();
        } while (page.more());

        assertThat(listed).isEqualTo(expected);
    }

    @Test
    default void aForeignCursorStartsAtTheOldest() {
        var scene = new PairingScene(this);
        Pairing pairing = scene.paired(scene.registered(1), anybody());

        for (String foreign : new String[] {"", "x", "-5", "99999999999999999999999", "1.5"}) {
            assertThat(get(scene.pairings.pairings(scene.me(), foreign)).elements()).containsExactly(pairing);
        }
    }

    @Test
    default void arePairedHoldsBothWaysAndWithOneself() {
        var scene = new PairingScene(this);
        Identity joiner = anybody();
        scene.paired(scene.registered(1), joiner);

        assertThat(scene.arePaired(scene.me(), joiner)).isTrue();
        assertThat(scene.arePaired(joiner, scene.me())).isTrue();
        assertThat(scene.arePaired(joiner, joiner)).isTrue();
        assertThat(scene.arePaired(joiner, anybody())).isFalse();
    }

    @Test
    default void peersAreThoseOfBothSidesEachOnceAndNotOneself() {
        var scene = new PairingScene(this);
        Identity one = anybody();
        Identity other = anybody();
        assertThat(get(scene.pairings.peers(scene.me()))).isEmpty();
        scene.paired(scene.registered(1), one);
        scene.paired(scene.registered(1), other);
        get(scene.pairings.unpair(one, scene.me()));
        try (SigningKey inviter = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            Identity third = inviter.identity();
            Invite theirs = scene.invite(inviter, 1, scene.time.instant().plus(PairingScene.LIFE));
            scene.register(theirs);
            get(scene.pairings.redeem(PairingScene.claim(theirs.id(), third, scene.me())));
            scene.paired(scene.registered(1), third);

            assertThat(get(scene.pairings.peers(scene.me()))).containsExactlyInAnyOrder(other, third);
            assertThat(get(scene.pairings.peers(third))).containsExactly(scene.me());
            assertThat(get(scene.pairings.peers(one))).isEmpty();
        }
    }

    @Test
    default void eitherSideEndsAPairing() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(2);
        Identity one = anybody();
        Identity other = anybody();
        scene.paired(invite, one);
        scene.paired(invite, other);

        assertThat(get(scene.pairings.unpair(scene.me(), one))).isTrue();
        assertThat(get(scene.pairings.unpair(other, scene.me()))).isTrue();

        assertThat(scene.arePaired(scene.me(), one)).isFalse();
        assertThat(scene.arePaired(scene.me(), other)).isFalse();
        assertThat(get(scene.pairings.unpair(scene.me(), one))).isFalse();
        assertThat(get(scene.pairings.pairings(one, null)).elements()).isEmpty();
    }

    @Test
    default void whoWasShownOutCannotComeBackByTheSameInvite() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(5);
        Identity joiner = anybody();
        scene.paired(invite, joiner);
        get(scene.pairings.unpair(scene.me(), joiner));

        assertThat(scene.redeem(invite, joiner)).isEqualTo(Redemption.Refused.REVOKED);
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), joiner))).isZero();
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), anybody()))).isEqualTo(4);
        scene.paired(scene.registered(1), joiner);
    }

    @Test
    default void anIdentityHasABoundedNumberOfPairings() {
        var scene = new PairingScene(this);
        Invite invite = scene.registered(100);
        Identity first = anybody();
        scene.paired(invite, first);
        for (int i = 1; i < PairingScene.MOST_PAIRINGS; i++) {
            scene.paired(invite, anybody());
        }

        assertThat(scene.redeem(invite, anybody())).isEqualTo(Redemption.Refused.FULL);
        assertThat(get(scene.pairings.usesLeft(invite.id(), scene.me(), anybody())))
                .isEqualTo(100 - PairingScene.MOST_PAIRINGS);
        get(scene.pairings.unpair(first, scene.me()));
        scene.paired(invite, anybody());
    }

    @Test
    default void aJoinerHasABoundedNumberOfPairingsToo() {
        var scene = new PairingScene(this);
        Identity joiner = anybody();
        for (int i = 0; i < PairingScene.MOST_PAIRINGS; i++) {
            try (SigningKey inviter = SigningKey.generate(SignatureAlgorithm.ED25519)) {
                Invite invite = scene.invite(inviter, 1, scene.time.instant().plus(PairingScene.LIFE));
                scene.register(invite);
                get(scene.pairings.redeem(PairingScene.claim(invite.id(), inviter.identity(), joiner)));
            }
        }

        assertThat(scene.redeem(scene.registered(1), joiner)).isEqualTo(Redemption.Refused.FULL);
    }
}
