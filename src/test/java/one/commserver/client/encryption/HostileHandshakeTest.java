package one.commserver.client.encryption;

import static one.commserver.client.encryption.Failures.assertFails;
import static one.commserver.client.encryption.Failures.reasonOf;
import static one.commserver.client.encryption.Peers.body;
import static one.commserver.client.encryption.Peers.share;
import static one.commserver.client.encryption.Peers.text;
import static one.commserver.client.encryption.Peers.utf8;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.encryption.EncryptionException.Reason;

import org.junit.jupiter.api.Test;

import java.util.Set;

/// A server that plays with the handshake. It is between the peers, so it may change, keep, repeat and make up whatever
/// it wants; what it doesn't have is the peers' private keys.
class HostileHandshakeTest {

    private final Peers peers = new Peers();
    private final InitiatorHandshake initiating = peers.initiating();
    private final AcceptorHandshake accepting = peers.accepting();

    @Test
    void anotherShareInTheOfferIsNoticed() {
        byte[] others = peers.initiating().offer();
        byte[] offer = initiating.offer();
        String swapped = text(offer).replace(share(text(offer)), share(text(others)));

        byte[] params = accepting.params(utf8(swapped));

        Reason atInitiator = reasonOf(() -> initiating.params(params));
        assertThat(atInitiator).isEqualTo(Reason.SIGNATURE);
    }

    @Test
    void anotherShareInTheAnswerIsNoticed() {
        byte[] offer = initiating.offer();
        byte[] params = accepting.params(offer);
        byte[] others = peers.accepting().params(offer);

        byte[] swapped = body(params, body -> body.replace(share(body), share(body(others))));

        assertFails(Reason.SIGNATURE, () -> initiating.params(swapped));
    }

    @Test
    void aServerWithAnIdentityOfItsOwnIsNobodyTheyKnow() {
        Peers server = new Peers();
        var posing = new AcceptorHandshake(server.acceptor, Peers.seen(peers.initiator));

        assertFails(Reason.IDENTITY, () -> initiating.params(posing.params(initiating.offer())));
        assertFails(Reason.IDENTITY, () -> accepting.params(server.initiating().offer()));
    }

    @Test
    void aServerThatClaimsAPeersIdentityCannotSignForIt() {
        byte[] offer = initiating.offer();
        Peers server = new Peers();
        var posing = new AcceptorHandshake(server.acceptor, Peers.seen(peers.initiator));
        String own = server.acceptorKey.identity().wire();
        String claimed = peers.acceptorKey.identity().wire();

        byte[] params = body(posing.params(offer), body -> body.replace(own, claimed));

        assertFails(Reason.SIGNATURE, () -> initiating.params(params));
    }

    @Test
    void aServerThatClaimsTheInitiatorsIdentityCannotConfirm() {
        Peers server = new Peers();
        server.initiator = new LocalPeer(server.initiatorKey, peers.initiator.instance(), Peers.BOTH, Set.of(), 1000);
        var posing = new InitiatorHandshake(server.initiator, Peers.seen(peers.acceptor));
        String own = server.initiatorKey.identity().wire();
        String claimed = peers.initiatorKey.identity().wire();
        byte[] params = accepting.params(utf8(text(posing.offer()).replace(own, claimed)));

        assertFails(Reason.SIGNATURE, () -> posing.params(params));
        assertFails(Reason.SIGNATURE, () -> accepting.confirmed(peers.shakeHands().confirm()));
    }

    @Test
    void anotherDeviceOfThePeerIsNotTheOneAskedFor() {
        var other = new LocalPeer(peers.acceptorKey, "tablet", Peers.BOTH, Set.of(), 1000);
        var onOther = new AcceptorHandshake(other, Peers.seen(peers.initiator));

        assertFails(Reason.IDENTITY, () -> initiating.params(onOther.params(initiating.offer())));
    }

    @Test
    void aHandshakeIsNotPassedOnToSomebodyElse() {
        // The server leads the initiator's offer for the acceptor to a third peer, who believes it to be meant.
        Peers third = new Peers();
        var misled = new AcceptorHandshake(third.acceptor, Peers.seen(peers.initiator));

        byte[] params = misled.params(initiating.offer());

        assertFails(Reason.IDENTITY, () -> initiating.params(params));
        byte[] renamed =
                body(
                        params,
                        body -> body.replace(third.acceptorKey.identity().wire(), peers.acceptorKey.identity().wire()));
        var again = peers.initiating();
        again.offer();
        assertFails(Reason.SIGNATURE, () -> again.params(renamed));
    }

    @Test
    void anOldOfferLeadsNowhere() {
        byte[] old = peers.shakeHands().offer();

        byte[] params = accepting.params(old);
        initiating.offer();

        assertFails(Reason.SIGNATURE, () -> initiating.params(params));
    }

    @Test
    void oldParamsLeadNowhere() {
        Peers.Both old = peers.shakeHands();
        initiating.offer();

        assertFails(Reason.SIGNATURE, () -> initiating.params(old.params()));
    }

    @Test
    void anOldConfirmationConfirmsNothing() {
        Peers.Both old = peers.shakeHands();
        accepting.params(old.offer());

        assertFails(Reason.SIGNATURE, () -> accepting.confirmed(old.confirm()));
    }

    @Test
    void aMessageThatComesTwiceIsOnlyTakenOnce() {
        byte[] params = accepting.params(initiating.offer());
        byte[] confirm = initiating.params(params).confirm();
        accepting.confirmed(confirm);

        assertFails(Reason.UNEXPECTED, () -> initiating.params(params));
        assertFails(Reason.UNEXPECTED, () -> accepting.confirmed(confirm));
    }

    @Test
    void reflectedMessagesAreNotAnswers() {
        byte[] offer = initiating.offer();
        assertFails(Reason.UNEXPECTED, () -> initiating.params(offer));

        byte[] params = accepting.params(peers.initiating().offer());
        assertFails(Reason.UNEXPECTED, () -> accepting.confirmed(params));
    }

    @Test
    void aPeerIsNotConnectedWithItself() {
        // One device, told by the server that it is at both ends: it answers its own offer.
        var same = new RemotePeer(peers.initiatorKey.identity(), peers.initiator.instance());
        var one = new InitiatorHandshake(peers.initiator, same);
        var other = new AcceptorHandshake(peers.initiator, same);

        assertFails(Reason.IDENTITY, () -> other.params(one.offer()));
    }

    @Test
    void strippedSuitesAreNoticed() {
        String offer = text(initiating.offer());
        String stripped = offer.replaceFirst("\\{\"suite\":\"x25519-ml-kem-768\"[^}]*},", "");
        assertThat(stripped).isNotEqualTo(offer);

        byte[] params = accepting.params(utf8(stripped));

        assertFails(Reason.DOWNGRADE, () -> initiating.params(params));
    }

    @Test
    void strippedSuitesAreNoticedEvenIfTheAcceptorsListIsChangedToo() {
        String offer = text(initiating.offer());
        String stripped = offer.replaceFirst("\\{\"suite\":\"x25519-ml-kem-768\"[^}]*},", "");

        byte[] params =
                body(
                        accepting.params(utf8(stripped)),
                        body -> body.replace("\"suites\":[\"x25519-ml-kem-768\",", "\"suites\":["));

        assertFails(Reason.SIGNATURE, () -> initiating.params(params));
    }

    @Test
    void anotherOrderOfSuitesIsNoticed() {
        String offer = text(initiating.offer());
        String reordered = offer.replaceFirst("\\[(\\{[^}]*}),(\\{[^}]*})]", "[$2,$1]");
        assertThat(reordered).isNotEqualTo(offer);

        byte[] params = accepting.params(utf8(reordered));

        assertFails(Reason.DOWNGRADE, () -> initiating.params(params));
    }

    @Test
    void aSuiteThatWasNotOfferedIsNotTaken() {
        var classic = new InitiatorHandshake(Peers.with(peers.initiator, Peers.CLASSIC), Peers.seen(peers.acceptor));
        byte[] params =
                body(accepting.params(classic.offer()), body -> body.replaceFirst("x25519", "x25519-ml-kem-768"));

        assertFails(Reason.DOWNGRADE, () -> classic.params(params));
    }
}
