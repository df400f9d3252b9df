package one.commserver.client.one.handshake;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import one.commserver.client.one.handshake.AcceptorHandshake.Agreed;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Both ends' steps, and ends that aren't who they say to be.
class HandshakeTest {

    private final BoxKeyPair alice = BoxKeyPair.generate();
    private final BoxKeyPair bob = BoxKeyPair.generate();
    private final BoxKeyPair mallory = BoxKeyPair.generate();
    private final InitiatorHandshake initiator = new InitiatorHandshake(alice, bob.publicKey());
    private final AcceptorHandshake acceptor = new AcceptorHandshake(bob, alice.publicKey());

    @AfterEach
    void close() {
        initiator.close();
        acceptor.close();
        mallory.close();
        bob.close();
        alice.close();
    }

    @Test
    void bothEndsComeToTheSameKey() {
        byte[] offer = initiator.offer();
        Agreed agreed = acceptor.agree(offer);
        try (BoxKey acceptors = agreed.key();
                BoxKey initiators = initiator.agree(agreed.answer())) {
            assertThat(offer).hasSize(72);
            assertThat(agreed.answer()).hasSize(72);
            assertThat(initiators.openWithNonce(acceptors.sealWithNonce(new byte[] {1}))).containsExactly(1);
        }
    }

    @Test
    void theRequestNamesBoth() {
        assertThat(initiator.request().sourcePublicKey()).isEqualTo(alice.publicKey());
        assertThat(initiator.request().targetPublicKey()).isEqualTo(bob.publicKey());
    }

    @Test
    void eachConnectionHasItsOwnKey() {
        Agreed first = acceptor.agree(initiator.offer());
        try (var again = new AcceptorHandshake(bob, alice.publicKey());
                BoxKey one = first.key();
                BoxKey other = again.agree(initiator.offer()).key()) {
            byte[] sealed = one.sealWithNonce(new byte[1]);

            assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> other.openWithNonce(sealed));
        }
    }

    @Test
    void whoClaimsAnothersKeyIsFoundOut() {
        try (var impostor = new InitiatorHandshake(mallory, bob.publicKey())) {
            byte[] offer = impostor.offer();

            assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> acceptor.agree(offer));
        }
    }

    @Test
    void whoAcceptsInAnothersPlaceIsFoundOut() {
        try (var impostor = new AcceptorHandshake(mallory, alice.publicKey());
                var toMallory = new InitiatorHandshake(alice, mallory.publicKey());
                BoxKey unused = impostor.agree(toMallory.offer()).key()) {
            byte[] answer = impostor.agree(toMallory.offer()).answer();

            assertThat(unused).isNotNull();
            assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> initiator.agree(answer));
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 39, 71, 73})
    void whatIsNoOfferDoesNotOpen(int length) {
        assertThatExceptionOfType(BoxOpeningException.class).isThrownBy(() -> acceptor.agree(new byte[length]));
    }

    /// Sealed by the owner of the key, but no key.
    @ParameterizedTest
    @ValueSource(ints = {0, 31, 32, 33})
    void whatIsSealedAndNoKeyIsRefused(int length) {
        try (BoxKey longTerm = alice.agree(bob.publicKey())) {
            byte[] offer = longTerm.sealWithNonce(new byte[length]);

            assertThatExceptionOfType(InvalidBoxKeyException.class).isThrownBy(() -> acceptor.agree(offer));
        }
    }

    @Test
    void nobodyOwnsAKeyOfSmallOrder() {
        BoxPublicKey zero = BoxPublicKey.of(new byte[32]);

        assertThatExceptionOfType(InvalidBoxKeyException.class).isThrownBy(() -> new InitiatorHandshake(alice, zero));
        assertThatExceptionOfType(InvalidBoxKeyException.class).isThrownBy(() -> new AcceptorHandshake(bob, zero));
    }
}
