package one.commserver.crypto.agreement;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.security.GeneralSecurityException;
import java.util.Arrays;

import javax.crypto.AEADBadTagException;
import javax.crypto.Cipher;
import javax.crypto.SecretKey;
import javax.crypto.spec.IvParameterSpec;

/// ChaCha20-Poly1305 of RFC 8439 with a number as nonce: 4 zero bytes and the number in 8, big-endian. No associated
/// data. One direction, one key at a time; for one thread.
///
/// Sealing takes each number once: the platform refuses to seal twice in a row under one, and here they only rise.
public final class RecordCipher implements AutoCloseable {

    /// How much longer what is sealed is.
    public static final int TAG_LENGTH = 16;

    private static final int NONCE_LENGTH = 12;

    private final int mode;
    private final Cipher cipher;
    private @Nullable WipeableKey key;
    private long next;

    private RecordCipher(int mode, byte[] key) {
        this.mode = mode;
        try {
            this.cipher = Cipher.getInstance("ChaCha20-Poly1305");
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("each Java platform from 11 on has ChaCha20-Poly1305", impossible);
        }
        this.key = new WipeableKey(key);
    }

    /// A cipher that seals.
    ///
    /// @param key 32 bytes; stays the caller's, who wipes it
    public static RecordCipher sealing(byte[] key) {
        return new RecordCipher(Cipher.ENCRYPT_MODE, key);
    }

    /// A cipher that opens.
    ///
    /// @param key 32 bytes; stays the caller's, who wipes it
    public static RecordCipher opening(byte[] key) {
        return new RecordCipher(Cipher.DECRYPT_MODE, key);
    }

    /// Goes on with another key; the numbers go on too.
    public void rekey(byte[] newKey) {
        if (key == null) {
            throw new IllegalStateException("the cipher is closed");
        }
        key.destroy();
        key = new WipeableKey(newKey);
    }

    /// Encrypts and authenticates.
    ///
    /// @param number higher than any before
    /// @throws IllegalStateException for a number that was used, and after close
    public byte[] seal(long number, byte[] plaintext, int offset, int length) {
        if (mode != Cipher.ENCRYPT_MODE || number < next) {
            throw new IllegalStateException("nothing is sealed twice under one number");
        }
        next = number + 1;
        try {
            return run(number, plaintext, offset, length);
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("sealing failed", impossible);
        }
    }

    /// Decrypts what is authentic.
    ///
    /// @return null if it isn't: changed, of another number, or under another key
    public byte @Nullable [] open(long number, byte[] sealed, int offset, int length) {
        if (length < TAG_LENGTH) {
            return null;
        }
        try {
            return run(number, sealed, offset, length);
        } catch (AEADBadTagException forged) {
            return null;
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("opening failed", impossible);
        }
    }

    private byte[] run(long number, byte[] in, int offset, int length) throws GeneralSecurityException {
        if (key == null) {
            throw new IllegalStateException("the cipher is closed");
        }
        cipher.init(mode, key, nonce(number));
        return cipher.doFinal(in, offset, length);
    }

    private static IvParameterSpec nonce(long number) {
        byte[] nonce = ByteBuffer.allocate(NONCE_LENGTH).putLong(NONCE_LENGTH - Long.BYTES, number).array();
        return new IvParameterSpec(nonce);
    }

    /// Forgets the key. The platform's cipher lets go of its own copy when it is given another key, so it gets one.
    @Override
    public void close() {
        if (key != null) {
            key.destroy();
            key = null;
            try {
                cipher.init(mode, new WipeableKey(new byte[KeyDerivation.KEY_LENGTH]), nonce(-1));
            } catch (GeneralSecurityException impossible) {
                throw new IllegalStateException("the cipher takes no other key", impossible);
            }
        }
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "RecordCipher";
    }

    /// The platform's own kind of key can't be wiped.
    private static final class WipeableKey implements SecretKey {

        private final byte[] encoded;

        private WipeableKey(byte[] encoded) {
            this.encoded = encoded.clone();
        }

        @Override
        public String getAlgorithm() {
            return "ChaCha20";
        }

        @Override
        public String getFormat() {
            return "RAW";
        }

        @Override
        public byte[] getEncoded() {
            return encoded.clone();
        }

        @Override
        public void destroy() {
            Arrays.fill(encoded, (byte) 0);
        }
    }
}
