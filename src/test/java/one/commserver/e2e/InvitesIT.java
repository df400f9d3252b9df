package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.InviteList;
import one.commserver.protocol.PairingMessage.InviteRevoke;
import one.commserver.protocol.PairingMessage.InviteRevoked;
import one.commserver.protocol.PairingMessage.Invites;
import one.commserver.protocol.PairingMessage.LiveInvite;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/// Making, listing and revoking invites.
class InvitesIT {

    @RegisterExtension static final Server SERVER = Servers.PAIRED;

    @ParameterizedTest
    @EnumSource(SignatureAlgorithm.class)
    void anInviteIsRegisteredAndListedAsItIs(SignatureAlgorithm algorithm) {
        RawClient inviter = SERVER.join(Who.anybody(algorithm));

        Invitation invitation = Invitation.of(inviter, 3);

        assertThat(listed(inviter)).containsExactly(new LiveInvite(invitation.invite().encoded(), 0));
        assertThat(listed(SERVER.join())).isEmpty();
    }

    @Test
    void theSameInviteAgainIsAnsweredTheSame() {
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 1);

        inviter.send(new InviteCreate("again", invitation.invite().encoded()));

        assertThat(inviter.message(InviteCreated.class).invite()).isEqualTo(invitation.id());
        assertThat(listed(inviter)).hasSize(1);
    }

    @Test
    void whatIsNoInviteOfOnesOwnIsRefused() {
        RawClient inviter = SERVER.join();
        Instant soon = Instant.now().plusSeconds(3600);
        Invite good = Invitation.unregistered(inviter.who(), 1, soon).invite();
        byte[] flipped = good.encoded().toByteArray();
        flipped[flipped.length - 1] ^= 1;
        Invite expired = Invitation.unregistered(inviter.who(), 1, Instant.now().minusMillis(1)).invite();
        Invite endless = Invitation.unregistered(inviter.who(), 1, Instant.now().plus(Duration.ofDays(31))).invite();
        Invite foreign = Invitation.unregistered(Who.anybody(), 1, soon).invite();
        Bytes cut = Bytes.of(java.util.Arrays.copyOf(flipped, 40));

        for (Bytes bad :
                List.of(
                        Bytes.of(new byte[] {1}),
                        cut,
                        Bytes.of(flipped),
                        expired.encoded(),
                        endless.encoded(),
                        foreign.encoded())) {
            inviter.send(new InviteCreate("bad", bad));
            assertThat(inviter.error(ErrorCode.INVITE_INVALID).ref()).isEqualTo("bad");
        }
        assertThat(listed(inviter)).isEmpty();
    }

    @Test
    void anIdOfSomebodyElsesInviteIsTaken() {
        Invitation invitation = Invitation.of(SERVER.join(), 1);
        RawClient thief = SERVER.join();

        Invite stolen =
                Invite.sign(
                        invitation.secret(),
                        thief.who().key(),
                        Invitation.SERVER,
                        Instant.now().plusSeconds(60),
                        1000,
                        "owner");
        thief.send(new InviteCreate("mine", stolen.encoded()));

        thief.error(ErrorCode.INVITE_INVALID);
        invitation.join(SERVER.join());
    }

    @Test
    void aHundredLiveInvitesAreTheMostAndComeInPages() {
        RawClient inviter = SERVER.join();
        List<Bytes> made = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            made.add(Invitation.of(inviter, 1).invite().encoded());
        }

        inviter.send(
                new InviteCreate(
                        "more",
                        Invitation.unregistered(inviter.who(), 1, Instant.now().plusSeconds(60)).invite().encoded()));

        assertThat(inviter.error(ErrorCode.LIMIT_INVITES).ref()).isEqualTo("more");
        assertThat(listed(inviter).stream().map(LiveInvite::signedInvite)).isEqualTo(made);
        inviter.send(new InviteRevoke("r", Invite.decode(made.getFirst()).id()));
        inviter.message(InviteRevoked.class);
        Invitation.of(inviter, 1);
    }

    @Test
    void whoMakesInvitesWithoutEndHasToWait() {
        RawClient inviter = SERVER.join();
        Bytes encoded = Invitation.unregistered(inviter.who(), 1, Instant.now().plusSeconds(60)).invite().encoded();

        // one is forgiven each half second
        ServerMessage answer;
        int registered = -1;
        do {
            registered++;
            inviter.send(new InviteCreate("i", encoded));
            answer = inviter.message(ServerMessage.class);
        } while (answer instanceof InviteCreated);

        assertThat(registered).isGreaterThanOrEqualTo(120);
        assertThat(answer)
                .isInstanceOfSatisfying(
                        ErrorMessage.class,
                        error -> {
                            assertThat(error.code()).isEqualTo(ErrorCode.PAIR_THROTTLED.wireName());
                            assertThat(error.ref()).isEqualTo("i");
                            assertThat(error.retryAfterMs()).isNotNull();
                        });
        Invitation.of(SERVER.join(), 1);
    }

    @Test
    void aRevokedInviteIsRevokedForItsHolders() {
        RawClient inviter = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 1);

        inviter.send(new InviteRevoke("r", invitation.id()));

        assertThat(inviter.message(InviteRevoked.class)).isEqualTo(new InviteRevoked("r", invitation.id()));
        assertThat(listed(inviter)).isEmpty();
        invitation.refused(SERVER.join(), ErrorCode.INVITE_REVOKED);
    }

    @Test
    void nobodyRevokesSomebodyElsesInvite() {
        Invitation invitation = Invitation.of(SERVER.join(), 1);
        RawClient stranger = SERVER.join();

        stranger.send(new InviteRevoke("r", invitation.id()));

        assertThat(stranger.error(ErrorCode.INVITE_UNKNOWN).ref()).isEqualTo("r");
        try (InviteSecret nobodys = InviteSecret.generate()) {
            stranger.send(new InviteRevoke("s", nobodys.id()));
            assertThat(stranger.error(ErrorCode.INVITE_UNKNOWN).ref()).isEqualTo("s");
        }
        invitation.join(SERVER.join());
    }

    @Test
    void aDiscoveryConnectionHasNoPartInIt() {
        RawClient discovery = SERVER.join(Who.anybody().kind(ConnectionKind.DISCOVERY));

        discovery.send(new InviteList("l", null));

        discovery.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    private static List<LiveInvite> listed(RawClient inviter) {
        List<LiveInvite> all = new ArrayList<>();
        String after = null;
        do {
            inviter.send(new InviteList("l", after));
            Invites page = inviter.message(Invites.class);
            assertThat(page.ref()).isEqualTo("l");
            all.addAll(page.invites());
            after = page.next();
        } while (after != null);
        return all;
    }
}
