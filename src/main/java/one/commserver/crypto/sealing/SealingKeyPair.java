package one.commserver.crypto.sealing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;

import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

import java.util.Arrays;

/// A sealing key with its private half: it opens, and shows nothing of itself. Safe from any thread.
///
/// Whoever holds it can open all that was ever sealed to it: forward secrecy begins when the last copy is gone. Closing
/// wipes what can be wiped; copies that a library made while opening, and those of the garbage collector, are out of
/// reach.
///
/// Spec: chapter 6, the sealing key.
public final class SealingKeyPair implements AutoCloseable {

    private final byte[] encoded;
    private final SealingPublicKey publicKey;
    private boolean closed;

    /// @param encoded taken over
    private SealingKeyPair(SealingSuite suite, byte[] encoded) {
        this.encoded = encoded;
        HPKE hpke = suite.hpke();
        byte[] made = hpke.serializePublicKey(decode(hpke, encoded).getPublic());
        this.publicKey = new SealingPublicKey(suite, Bytes.of(made));
    }

    /// A fresh one from [Randomness].
    public static SealingKeyPair generate(SealingSuite suite) {
        return new SealingKeyPair(suite, Randomness.bytes(suite.privateKeyLength()));
    }

    /// The pair that [#encoded()] returned. The array stays the caller's, who should wipe it.
    ///
    /// @throws IllegalArgumentException if the bytes are no private key of that suite
    public static SealingKeyPair fromEncoded(SealingSuite suite, byte[] encoded) {
        if (encoded.length != suite.privateKeyLength()) {
            throw new IllegalArgumentException("a private sealing key has " + suite.privateKeyLength() + " bytes");
        }
        return new SealingKeyPair(suite, encoded.clone());
    }

    /// The private key, a copy that the caller should wipe: for `x25519` the 32 bytes of RFC 7748, any there are.
    ///
    /// @throws IllegalStateException after close
    public synchronized byte[] encoded() {
        if (closed) {
            throw new IllegalStateException("the sealing key is closed");
        }
        return encoded.clone();
    }

    public SealingPublicKey publicKey() {
        return publicKey;
    }

    /// Opens what was sealed to this key. Not for an event loop.
    ///
    /// @param info what the sealer had as `info`
    /// @param aad what the sealer had as `aad`
    /// @return the plaintext
    /// @throws OpeningFailedException if it doesn't open, whatever the bytes and whatever the reason
    /// @throws IllegalStateException after close
    public byte[] open(Sealed sealed, byte[] info, byte[] aad) {
        byte[] own = encoded();
        try {
            HPKE hpke = publicKey.suite().hpke();
            var context = hpke.setupBaseR(sealed.encapsulation().toByteArray(), decode(hpke, own), info);
            return context.open(aad, sealed.ciphertext().toByteArray());
        } catch (InvalidCipherTextException | IllegalArgumentException | IllegalStateException refused) {
            // also an encapsulation of another length, and one of small order: the library refuses a secret of zeros
            throw new OpeningFailedException();
        } finally {
            Arrays.fill(own, (byte) 0);
        }
    }

    /// As the library wants it; the public half is computed.
    static AsymmetricCipherKeyPair decode(HPKE hpke, byte[] encoded) {
        return hpke.deserializePrivateKey(encoded, null);
    }

    /// Wipes the private half. May be called twice.
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(encoded, (byte) 0);
    }

    /// Names the suite only.
    @Override
    public String toString() {
        return "SealingKeyPair[" + publicKey.suite().wireName() + "]";
    }
}
