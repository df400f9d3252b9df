package one.commserver.crypto;

import java.util.Arrays;

/// A private key: it signs, and shows nothing of itself. Safe from any thread; one signature at a time.
///
/// Closing wipes what can be wiped. Copies that a library made while signing, and those of the garbage collector, are
/// out of reach: a closed key is harder to find in memory, not certain to be gone.
public final class SigningKey implements AutoCloseable {

    /// All three private encodings have this length.
    private static final int ENCODED_LENGTH = 32;

    private final byte[] encoded;
    private final SignatureScheme.Signer signer;
    private final PublicKey publicKey;
    private boolean closed;

    private SigningKey(SignatureAlgorithm algorithm, byte[] encoded) {
        this.encoded = encoded;
        this.signer = algorithm.scheme().signer(encoded);
        this.publicKey = PublicKey.ofEncoded(algorithm, Bytes.of(signer.publicKey()));
    }

    /// A fresh key from [Randomness].
    public static SigningKey generate(SignatureAlgorithm algorithm) {
        return new SigningKey(algorithm, algorithm.scheme().generatePrivateKey());
    }

    /// The key that [#encoded()] returned. The array stays the caller's, who should wipe it.
    ///
    /// @throws IllegalArgumentException if the bytes are no private key of that algorithm
    public static SigningKey fromEncoded(SignatureAlgorithm algorithm, byte[] encoded) {
        if (encoded.length != ENCODED_LENGTH) {
            throw new IllegalArgumentException("a private key has " + ENCODED_LENGTH + " bytes");
        }
        return new SigningKey(algorithm, encoded.clone());
    }

    /// The private key in 32 bytes, a copy that the caller should wipe: for `ed25519` the seed of RFC 8032, for
    /// `ecdsa-p256` the scalar, big-endian, between 1 and n - 1, for `ml-dsa-65` the seed that FIPS 204 calls ξ.
    ///
    /// @throws IllegalStateException after close
    public synchronized byte[] encoded() {
        requireOpen();
        return encoded.clone();
    }

    public PublicKey publicKey() {
        return publicKey;
    }

    public Identity identity() {
        return publicKey.identity();
    }

    /// Signs the message. Repeatable for `ed25519` and `ecdsa-p256` (RFC 6979); hedged with fresh randomness for
    /// `ml-dsa-65`, as FIPS 204 recommends.
    ///
    /// @throws IllegalStateException after close
    public synchronized byte[] sign(byte[] message) {
        requireOpen();
        return signer.sign(message);
    }

    /// Wipes the key. May be called twice.
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(encoded, (byte) 0);
        signer.wipe();
    }

    private void requireOpen() {
        if (closed) {
            throw new IllegalStateException("the key is closed");
        }
    }

    /// Names the algorithm only.
    @Override
    public String toString() {
        return "SigningKey[" + publicKey.algorithm().wireName() + "]";
    }
}
