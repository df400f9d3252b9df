package one.commserver.crypto.agreement;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.generators.HKDFBytesGenerator;
import org.bouncycastle.crypto.macs.HMac;
import org.bouncycastle.crypto.params.HKDFParameters;
import org.bouncycastle.crypto.params.KeyParameter;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/// HKDF-SHA-256 of RFC 5869: one secret in, as many independent keys out as there are labels. Closing wipes it.
public final class KeyDerivation implements AutoCloseable {

    /// Bytes of each key.
    public static final int KEY_LENGTH = 32;

    private final byte[] pseudorandomKey;

    private KeyDerivation(byte[] pseudorandomKey) {
        this.pseudorandomKey = pseudorandomKey;
    }

    /// HKDF-Extract.
    public static KeyDerivation extract(byte[] salt, SharedSecret secret) {
        return new KeyDerivation(new HKDFBytesGenerator(new SHA256Digest()).extractPRK(salt, secret.unsafeArray()));
    }

    /// HKDF-Expand to one key, which the caller wipes.
    ///
    /// @param label ASCII; names protocol, version and purpose
    public byte[] expand(String label) {
        return expand(pseudorandomKey, label);
    }

    /// HKDF-Expand of a key that is uniformly random itself. The caller wipes both.
    public static byte[] expand(byte[] key, String label) {
        var generator = new HKDFBytesGenerator(new SHA256Digest());
        generator.init(HKDFParameters.skipExtractParameters(key, label.getBytes(StandardCharsets.US_ASCII)));
        byte[] expanded = new byte[KEY_LENGTH];
        generator.generateBytes(expanded, 0, KEY_LENGTH);
        return expanded;
    }

    /// HMAC-SHA-256.
    public static byte[] mac(byte[] key, byte[] message) {
        var mac = new HMac(new SHA256Digest());
        mac.init(new KeyParameter(key));
        mac.update(message, 0, message.length);
        byte[] made = new byte[mac.getMacSize()];
        mac.doFinal(made, 0);
        return made;
    }

    @Override
    public void close() {
        Arrays.fill(pseudorandomKey, (byte) 0);
    }

    /// Shows nothing.
    @Override
    public String toString() {
        return "KeyDerivation";
    }
}
