package one.commserver.pairing;

import static one.commserver.pairing.PairingScene.anybody;
import static one.commserver.pairing.PairingScene.get;

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

/// Of a store of invites and pairings: what becomes of an invite, and which there are.
///
/// Spec: chapter 7.
interface InvitesContract extends PairingScene.Factory {
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
            assertThat(scene.register(copy(invite, thief))).isEqualTo(Registration.TAKEN);
        }
        scene.paired(invite, anybody());
    }

    @Test
    default void ofRevokedInvitesTheYoungestAreRememberedAndTheirIds() {
        var scene = new PairingScene(this);
        Invite first = scene.registered(1);
        get(scene.pairings.revoke(scene.me(), first.id()));
        Invite second = scene.registered(1);
        get(scene.pairings.revoke(scene.me(), second.id()));
        for (int i = 1; i < Pairings.MAX_REMEMBERED_INVITES; i++) {
            get(scene.pairings.revoke(scene.me(), scene.registered(1).id()));
        }
        Invite live = scene.registered(1);

        assertThat(scene.redeem(first, anybody())).isEqualTo(Redemption.Refused.UNKNOWN);
        assertThat(scene.redeem(second, anybody())).isEqualTo(Redemption.Refused.REVOKED);
        scene.paired(live, anybody());
        try (SigningKey other = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            assertThat(scene.register(copy(second, other))).isEqualTo(Registration.TAKEN);
            assertThat(scene.register(copy(first, other))).isEqualTo(Registration.REGISTERED);
        }
    }

    /// Another inviter's with the same id.
    private static Invite copy(Invite invite, SigningKey by) {
        return new Invite(
                invite.key(), by.publicKey(), invite.server(), invite.expires(), 1, "owner", Bytes.of(new byte[64]));
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
}
