package one.commserver.client.one.handshake;

import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;
import one.commserver.protocol.one.CommunicationRequest;

/// The steps of the end that wants to talk. For one thread; some hundred microseconds each.
public final class InitiatorHandshake implements AutoCloseable {

    private final CommunicationRequest request;
    private final EphemeralKeys keys;

    /// @param own stays the caller's; needed for this call only
    /// @param target whom it wants to talk to
    /// @throws InvalidBoxKeyException if nobody can own the target's key
    public InitiatorHandshake(BoxKeyPair own, BoxPublicKey target) {
        request = new CommunicationRequest(own.publicKey(), target);
        keys = new EphemeralKeys(own, target);
    }

    /// Step 1, what is sent first.
    public CommunicationRequest request() {
        return request;
    }

    /// Step 3, what is sent when the acceptor is ready: 72 bytes.
    public byte[] offer() {
        return keys.sealed();
    }

    /// Step 5, when the acceptor's answer has come.
    ///
    /// @return the session's key, which is the caller's
    /// @throws BoxOpeningException if the acceptor isn't the target
    /// @throws InvalidBoxKeyException if it has sent no key
    public BoxKey agree(byte[] answer) {
        return keys.agree(answer);
    }

    /// Wipes what is secret.
    @Override
    public void close() {
        keys.close();
    }

    /// Shows public keys only.
    @Override
    public String toString() {
        return "InitiatorHandshake[" + request + "]";
    }
}
