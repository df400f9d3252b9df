package one.commserver.client.one.handshake;

import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.crypto.box.BoxPublicKey;

/// One end's part in the exchange: its long-term key's agreement with the peer's, and a key pair for this connection.
final class EphemeralKeys implements AutoCloseable {

    private final BoxKey longTerm;
    private final BoxKeyPair own = BoxKeyPair.generate();

    /// @throws one.commserver.crypto.box.InvalidBoxKeyException if nobody can agree with the peer's key
    EphemeralKeys(BoxKeyPair self, BoxPublicKey peer) {
        longTerm = self.agree(peer);
    }

    /// What this end sends: a nonce, and its public key, sealed.
    byte[] sealed() {
        return longTerm.sealWithNonce(own.publicKey().value().toByteArray());
    }

    /// The key of the session, from what the peer has sent.
    ///
    /// @throws BoxOpeningException if the peer doesn't own its long-term key
    /// @throws one.commserver.crypto.box.InvalidBoxKeyException if the peer has sent no key
    BoxKey agree(byte[] sealed) {
        return own.agree(BoxPublicKey.of(longTerm.openWithNonce(sealed)));
    }

    @Override
    public void close() {
        longTerm.close();
        own.close();
    }
}
