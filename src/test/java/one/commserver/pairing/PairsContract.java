package one.commserver.pairing;

import static one.commserver.pairing.PairingScene.anybody;
import static one.commserver.pairing.PairingScene.get;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.pairing.Pairings.Page;
import one.commserver.protocol.invite.Invite;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;

/// Of a store of invites and pairings: who is paired, in which order, and until when.
///
/// Spec: chapter 7.
interface PairsContract extends PairingScene.Factory {
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
