package one.commserver.client.one.handshake;

import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;

/// The steps of the end that was asked. For one thread; some hundred microseconds each.
public final class AcceptorHandshake implements AutoCloseable {

    private final EphemeralKeys keys;

    /// @param own stays the caller's; needed for this call only
    /// @param source who the initiator says to be
    /// @throws InvalidBoxKeyException if nobody can own the source's key
    public AcceptorHandshake(BoxKeyPair own, BoxPublicKey source) {
        keys = new EphemeralKeys(own, source);
    }

    /// Step 4: the answer to the initiator's offer, and what comes of it.
    ///
    /// @throws BoxOpeningException if the initiator isn't who it says to be
    /// @throws InvalidBoxKeyException if it has sent no key
    public Agreed agree(byte[] offer) {
        return new Agreed(keys.agree(offer), keys.sealed());
    }

    /// Wipes what is secret.
    @Override
    public void close() {
        keys.close();
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "AcceptorHandshake";
    }

    /// Step 5.
    ///
    /// @param key the session's, which is the reader's
    /// @param answer what the initiator makes the same key of: 72 bytes
    @SuppressWarnings("ArrayRecordComponent") // on its way to the wire; nobody compares it
    public record Agreed(BoxKey key, byte[] answer) {}
}
