package one.commserver.crypto.box;

import one.commserver.crypto.Randomness;

import org.bouncycastle.crypto.engines.XSalsa20Engine;
import org.bouncycastle.crypto.macs.Poly1305;
import org.bouncycastle.crypto.params.KeyParameter;
import org.bouncycastle.crypto.params.ParametersWithIV;

import java.security.MessageDigest;
import java.util.Arrays;

/// A key that two have in common, and NaCl's secretbox under it. Safe from any thread; shows nothing of itself.
///
/// Nothing may be sealed twice under one nonce: whoever counts nonces sees to it that both directions count
/// differently.
public final class BoxKey implements AutoCloseable {

    /// Bytes of a nonce.
    public static final int NONCE_LENGTH = 24;

    /// How much longer what is sealed is.
    public static final int TAG_LENGTH = 16;

    static final int LENGTH = 32;

    private final byte[] key;
    private boolean closed;

    /// @param key 32 bytes, taken over
    BoxKey(byte[] key) {
        this.key = key;
    }

    /// Encrypts and authenticates.
    ///
    /// @param nonce 24 bytes that were never used with this key
    /// @return the tag and what was encrypted, 16 bytes longer than the plaintext
    /// @throws IllegalArgumentException for a nonce of another length
    /// @throws IllegalStateException after close
    public byte[] seal(byte[] nonce, byte[] plaintext) {
        byte[] sealed = new byte[TAG_LENGTH + plaintext.length];
        seal(nonce, plaintext, sealed, 0);
        return sealed;
    }

    /// Decrypts what is authentic.
    ///
    /// @throws BoxOpeningException if it isn't, whatever the bytes and whatever the reason
    /// @throws IllegalArgumentException for a nonce of another length
    /// @throws IllegalStateException after close
    public byte[] open(byte[] nonce, byte[] sealed) {
        return open(nonce, sealed, 0);
    }

    /// Seals under a fresh random nonce.
    ///
    /// @return the nonce, then what [#seal] returns: 40 bytes longer than the plaintext
    /// @throws IllegalStateException after close
    public byte[] sealWithNonce(byte[] plaintext) {
        return sealWithNonce(Randomness.bytes(NONCE_LENGTH), plaintext);
    }

    /// Opens what [#sealWithNonce] returns.
    ///
    /// @throws BoxOpeningException if it doesn't open, whatever the bytes and whatever the reason
    /// @throws IllegalStateException after close
    public byte[] openWithNonce(byte[] sealed) {
        if (sealed.length < NONCE_LENGTH) {
            throw new BoxOpeningException();
        }
        return open(Arrays.copyOf(sealed, NONCE_LENGTH), sealed, NONCE_LENGTH);
    }

    /// With a chosen nonce, for golden vectors.
    byte[] sealWithNonce(byte[] nonce, byte[] plaintext) {
        byte[] sealed = Arrays.copyOf(nonce, NONCE_LENGTH + TAG_LENGTH + plaintext.length);
        seal(nonce, plaintext, sealed, NONCE_LENGTH);
        return sealed;
    }

    private void seal(byte[] nonce, byte[] plaintext, byte[] sealed, int offset) {
        Stream stream = stream(nonce);
        stream.cipher.processBytes(plaintext, 0, plaintext.length, sealed, offset + TAG_LENGTH);
        byte[] tag = stream.tag(sealed, offset + TAG_LENGTH);
        System.arraycopy(tag, 0, sealed, offset, TAG_LENGTH);
    }

    private byte[] open(byte[] nonce, byte[] sealed, int offset) {
        Stream stream = stream(nonce);
        int length = sealed.length - offset - TAG_LENGTH;
        if (length < 0) {
            throw new BoxOpeningException();
        }
        byte[] claimed = Arrays.copyOfRange(sealed, offset, offset + TAG_LENGTH);
        if (!MessageDigest.isEqual(stream.tag(sealed, offset + TAG_LENGTH), claimed)) {
            throw new BoxOpeningException();
        }
        byte[] plaintext = new byte[length];
        stream.cipher.processBytes(sealed, offset + TAG_LENGTH, length, plaintext, 0);
        return plaintext;
    }

    private synchronized Stream stream(byte[] nonce) {
        if (closed) {
            throw new IllegalStateException("the key is closed");
        }
        if (nonce.length != NONCE_LENGTH) {
            throw new IllegalArgumentException("a nonce has " + NONCE_LENGTH + " bytes");
        }
        XSalsa20Engine cipher = new XSalsa20Engine();
        cipher.init(true, new ParametersWithIV(new KeyParameter(key), nonce));
        byte[] macKey = new byte[LENGTH];
        cipher.processBytes(macKey, 0, LENGTH, macKey, 0);
        Poly1305 mac = new Poly1305();
        mac.init(new KeyParameter(macKey));
        Arrays.fill(macKey, (byte) 0);
        return new Stream(cipher, mac);
    }

    /// Wipes it. May be called twice.
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(key, (byte) 0);
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "BoxKey";
    }

    /// A message's key stream, whose first 32 bytes have become the authenticator's key.
    private record Stream(XSalsa20Engine cipher, Poly1305 mac) {

        /// Of all from an offset on.
        private byte[] tag(byte[] sealed, int offset) {
            mac.update(sealed, offset, sealed.length - offset);
            byte[] tag = new byte[TAG_LENGTH];
            mac.doFinal(tag, 0);
            return tag;
        }
    }
}
