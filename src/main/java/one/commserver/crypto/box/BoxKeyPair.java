package one.commserver.crypto.box;

import one.commserver.crypto.Randomness;

import org.bouncycastle.math.ec.rfc7748.X25519;

import java.util.Arrays;

/// An X25519 key pair that agrees on keys for boxes, and shows nothing of its secret. Safe from any thread.
public final class BoxKeyPair implements AutoCloseable {

    /// Bytes of a secret.
    public static final int SECRET_LENGTH = X25519.SCALAR_SIZE;

    private final byte[] secret;
    private final BoxPublicKey publicKey;
    private boolean closed;

    /// @param secret taken over
    private BoxKeyPair(byte[] secret) {
        this.secret = secret;
        byte[] point = new byte[X25519.POINT_SIZE];
        X25519.generatePublicKey(secret, 0, point, 0);
        this.publicKey = BoxPublicKey.of(point);
    }

    /// A fresh one from [Randomness].
    public static BoxKeyPair generate() {
        return new BoxKeyPair(Randomness.bytes(SECRET_LENGTH));
    }

    /// The pair of that secret, which may be any 32 bytes. The array stays the caller's, who should wipe it.
    ///
    /// @throws IllegalArgumentException for another length
    public static BoxKeyPair ofSecret(byte[] secret) {
        if (secret.length != SECRET_LENGTH) {
            throw new IllegalArgumentException("a secret key has " + SECRET_LENGTH + " bytes");
        }
        return new BoxKeyPair(secret.clone());
    }

    /// What [#ofSecret] takes: a copy that the caller should wipe.
    ///
    /// @throws IllegalStateException after close
    public synchronized byte[] secret() {
        if (closed) {
            throw new IllegalStateException("the key pair is closed");
        }
        return secret.clone();
    }

    public BoxPublicKey publicKey() {
        return publicKey;
    }

    /// The key that this pair and the other one's owner have in common. Some hundred microseconds.
    ///
    /// @return belongs to the caller, who closes it
    /// @throws InvalidBoxKeyException if the other key is of small order: then everybody knows what is agreed
    /// @throws IllegalStateException after close
    public BoxKey agree(BoxPublicKey other) {
        byte[] own = secret();
        byte[] agreed = new byte[X25519.POINT_SIZE];
        try {
            if (!X25519.calculateAgreement(own, 0, other.value().toByteArray(), 0, agreed, 0)) {
                throw new InvalidBoxKeyException("a public key of small order");
            }
            return new BoxKey(HSalsa20.derive(agreed));
        } finally {
            Arrays.fill(own, (byte) 0);
            Arrays.fill(agreed, (byte) 0);
        }
    }

    /// Wipes the secret. May be called twice.
    @Override
    public synchronized void close() {
        closed = true;
        Arrays.fill(secret, (byte) 0);
    }

    /// Shows the public key only.
    @Override
    public String toString() {
        return "BoxKeyPair[" + publicKey + "]";
    }
}
