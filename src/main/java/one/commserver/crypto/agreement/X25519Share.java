package one.commserver.crypto.agreement;

import org.bouncycastle.math.ec.rfc7748.X25519;

import java.util.Arrays;

/// One side's X25519 key pair of RFC 7748, for one use.
final class X25519Share implements AutoCloseable {

    static final int LENGTH = X25519.POINT_SIZE;

    private final byte[] secret;
    private final byte[] publicKey = new byte[LENGTH];

    X25519Share(RandomSource random) {
        secret = random.bytes(X25519.SCALAR_SIZE);
        X25519.generatePublicKey(secret, 0, publicKey, 0);
    }

    byte[] publicKey() {
        return publicKey.clone();
    }

    /// @throws InvalidKeyShareException if the result is all zero: then the other key is of small order, and everybody
    ///     knows the secret
    byte[] agree(byte[] other) {
        byte[] agreed = new byte[X25519.POINT_SIZE];
        if (!X25519.calculateAgreement(secret, 0, other, 0, agreed, 0)) {
            throw new InvalidKeyShareException("an X25519 key of small order");
        }
        return agreed;
    }

    @Override
    public void close() {
        Arrays.fill(secret, (byte) 0);
    }
}
