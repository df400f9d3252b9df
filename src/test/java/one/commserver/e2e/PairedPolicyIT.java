package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ChannelMessage.ChannelReject;
import one.commserver.protocol.ClosedBy;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage.InviteRevoke;
import one.commserver.protocol.PairingMessage.InviteRevoked;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.invite.PairingTranscripts;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

/// Who may call whom, and what becomes of channels when that changes.
class PairedPolicyIT {

    @RegisterExtension static final Server SERVER = Servers.PAIRED;
    @RegisterExtension static final Server HASTY = Servers.HASTY;

    @Test
    void aStrangerCannotTellWhoIsThere() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();
        RawClient gone = SERVER.join();
        gone.leave();
        String unknown = Offers.unreachable(alice, Who.anybody().key().identity());

        assertThat(Offers.unreachable(alice, bob.identity())).isEqualTo(unknown);
        assertThat(Offers.unreachable(alice, gone.identity())).isEqualTo(unknown);
        alice.send(new ChannelOpen("same", bob.identity(), "phone", 0));
        assertThat(alice.nextText()).isEqualTo(unknown);
        bob.isQuiet();
    }

    @Test
    void peersCallEachOtherBothWays() {
        RawClient alice = SERVER.join();
        RawClient bob = Invitation.guest(alice, SERVER.join());

        Joined.of(alice, bob).works();
        Joined.of(bob, alice).works();
    }

    @Test
    void instancesOfOneIdentityNeedNoPairing() {
        RawClient phone = SERVER.join();

        Joined.of(phone, SERVER.join(phone.who().instance("tablet"))).works();
    }

    @Test
    void theHolderOfAnInviteCallsBeforeThePairingAndStaysWithIt() {
        RawClient inviter = HASTY.join();
        RawClient joiner = HASTY.join();
        Invitation invitation = Invitation.of(inviter, 1);
        Joined pair = accepted(invitation, joiner, inviter);

        invitation.join(joiner);

        inviter.message(PairNotice.class);
        outlast(inviter);
        pair.works();
        Joined.of(inviter, joiner).works();
    }

    @Test
    void withoutAPairingTheChannelIsClosed() {
        RawClient inviter = HASTY.join();
        RawClient joiner = HASTY.join();
        Invitation invitation = Invitation.of(inviter, 1);
        Joined pair = accepted(invitation, joiner, inviter);

        pair.openerIsTold(ClosedBy.SERVER, "not_paired");
        pair.acceptorIsTold(ClosedBy.SERVER, "not_paired");

        // its place is free again
        accepted(invitation, joiner, inviter);
    }

    @Test
    void anInviteIsGoodForOneChannelOfAnOpenerAndForNoMoreOpenersThanUses() {
        RawClient inviter = SERVER.join();
        RawClient one = SERVER.join();
        RawClient other = SERVER.join();
        RawClient third = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 2);
        Joined pair = accepted(invitation, one, inviter);
        accepted(invitation, other, inviter);

        isUnreachable(invitation, one);
        isUnreachable(invitation, third);

        pair.close("done");
        pair.openerIsTold(ClosedBy.CLIENT, "done");
        pair.acceptorIsTold(ClosedBy.PEER, "done");
        accepted(invitation, third, inviter);
    }

    @Test
    void anOfferThatIsDeclinedGivesItsPlaceBack() {
        RawClient inviter = SERVER.join();
        RawClient joiner = SERVER.join();
        Invitation invitation = Invitation.of(inviter, 1);

        for (int i = 0; i < 3; i++) {
            invitation.call(joiner, "o");
            inviter.send(new ChannelReject(null, inviter.message(ChannelOffer.class).channel(), null));
            joiner.error(ErrorCode.CHANNEL_REJECTED);
        }
        accepted(invitation, joiner, inviter);
    }

    @Test
    void anInviteThatDoesNotCountLooksLikeNobody() {
        RawClient inviter = SERVER.join();
        RawClient joiner = SERVER.join();
        String unknown = Offers.unreachable(joiner, Who.anybody().key().identity());
        Invitation good = Invitation.of(inviter, 1);
        Invitation revoked = Invitation.of(inviter, 1);
        inviter.send(new InviteRevoke("r", revoked.id()));
        inviter.message(InviteRevoked.class);
        Invitation usedUp = Invitation.of(inviter, 1);
        usedUp.join(SERVER.join());
        inviter.message(PairNotice.class);
        Invitation somebodyElses = Invitation.of(SERVER.join(), 1);
        Identity self = joiner.identity();

        revoked.call(joiner, "same");
        assertThat(joiner.nextText()).isEqualTo(unknown);
        usedUp.call(joiner, "same");
        assertThat(joiner.nextText()).isEqualTo(unknown);
        call(joiner, inviter.identity(), good, Bytes.of(new byte[64]));
        assertThat(joiner.nextText()).isEqualTo(unknown);
        call(joiner, inviter.identity(), good, proof(good, inviter.identity(), SERVER.join().identity()));
        assertThat(joiner.nextText()).isEqualTo(unknown);
        call(joiner, inviter.identity(), somebodyElses, proof(somebodyElses, inviter.identity(), self));
        assertThat(joiner.nextText()).isEqualTo(unknown);
        inviter.isQuiet();
        accepted(good, joiner, inviter);
    }

    @Test
    void revokingClosesChannelsWithdrawsOffersAndTellsBoth() {
        RawClient alice = SERVER.join();
        RawClient tablet = SERVER.join(alice.who().instance("tablet"));
        RawClient bob = Invitation.guest(alice, SERVER.join());
        tablet.message(PairNotice.class);
        Joined one = Joined.of(alice, bob);
        Joined other = Joined.of(bob, tablet);
        Joined unconcerned = Joined.of(alice, tablet);
        bob.send(new ChannelOpen("late", alice.identity(), "phone", 0));
        int offered = alice.message(ChannelOffer.class).channel();

        bob.send(new PairRevoke("v", alice.identity()));

        one.openerIsTold(ClosedBy.SERVER, "pairing_revoked");
        ChannelClosed withdrawn = alice.message(ChannelClosed.class);
        assertThat(withdrawn).isEqualTo(new ChannelClosed(null, offered, ClosedBy.SERVER, "withdrawn"));
        assertThat(alice.message(PairRevoked.class)).isEqualTo(new PairRevoked(null, bob.identity()));
        other.acceptorIsTold(ClosedBy.SERVER, "pairing_revoked");
        assertThat(tablet.message(PairRevoked.class)).isEqualTo(new PairRevoked(null, bob.identity()));
        String text = bob.nextText();
        while (!text.contains("\"pair_revoked\"")) {
            assertThat(text).containsAnyOf("\"pairing_revoked\"", "\"peer_unreachable\"");
            text = bob.nextText();
        }
        assertThat(RawClient.CODEC.decodeServer(text)).isEqualTo(new PairRevoked("v", alice.identity()));
        Offers.unreachable(alice, bob.identity());
        Offers.unreachable(bob, alice.identity());
        unconcerned.works();
    }

    @Test
    void whoIsNotPairedCannotBeRevoked() {
        RawClient alice = SERVER.join();

        alice.send(new PairRevoke("v", SERVER.join().identity()));
        assertThat(alice.error(ErrorCode.NOT_PAIRED).ref()).isEqualTo("v");
        alice.send(new PairRevoke("w", alice.identity()));
        assertThat(alice.error(ErrorCode.NOT_PAIRED).ref()).isEqualTo("w");
    }

    @Test
    void whoWasShownOutCannotComeBackByTheOldLink() {
        RawClient alice = SERVER.join();
        RawClient bob = SERVER.join();
        Invitation invitation = Invitation.of(alice, 5);
        invitation.join(bob);
        alice.message(PairNotice.class);
        alice.send(new PairRevoke("v", bob.identity()));
        alice.message(PairRevoked.class);
        bob.message(PairRevoked.class);

        invitation.refused(bob, ErrorCode.INVITE_REVOKED);
        isUnreachable(invitation, bob);

        Invitation.guest(alice, bob);
        Joined.of(alice, bob).works();
    }

    private static Joined accepted(Invitation invitation, RawClient opener, RawClient inviter) {
        invitation.call(opener, "o");
        ChannelOffer offer = inviter.message(ChannelOffer.class);
        assertThat(offer.from()).isEqualTo(opener.identity());
        inviter.send(new ChannelAccept(null, offer.channel(), Joined.WINDOW / 2));
        return new Joined(opener, opener.message(ChannelOpened.class).channel(), inviter, offer.channel());
    }

    private static void isUnreachable(Invitation invitation, RawClient opener) {
        invitation.call(opener, "u");
        assertThat(opener.error(ErrorCode.PEER_UNREACHABLE).ref()).isEqualTo("u");
    }

    private static void call(RawClient opener, Identity to, Invitation invitation, Bytes proof) {
        opener.send(new ChannelOpen("same", to, null, 0, invitation.id(), proof));
    }

    private static Bytes proof(Invitation invitation, Identity inviter, Identity opener) {
        return invitation.secret().sign(PairingTranscripts.opening(invitation.id(), inviter, opener));
    }

    /// A channel that is opened now, and on probation, is closed later than one that was opened before.
    private static void outlast(RawClient inviter) {
        RawClient stranger = HASTY.join();
        Joined later = accepted(Invitation.of(inviter, 1), stranger, inviter);
        later.openerIsTold(ClosedBy.SERVER, "not_paired");
        later.acceptorIsTold(ClosedBy.SERVER, "not_paired");
    }
}
