package one.commserver.crypto;

import org.bouncycastle.math.ec.rfc8032.Ed25519;
import org.bouncycastle.math.ec.rfc8032.Ed25519.PublicPoint;

import java.util.Arrays;

/// Pure Ed25519, accepting only what every correct verifier accepts.
///
/// RFC 8032 leaves two equations open, with and without the cofactor, and the library uses a third one: scaled by a
/// half-size factor, which is faster. They differ only where a point has a part of small order. So the key and R must
/// both lie in the subgroup of prime order: neither small nor mixed, in their one spelling, and S below the order. Then
/// all three agree, and no signature verifies on one side and fails on the other. No honest signer makes anything else.
final class Ed25519Scheme implements SignatureScheme {

    static final Ed25519Scheme INSTANCE = new Ed25519Scheme();

    private Ed25519Scheme() {}

    /// Canonical, on the curve, not of small order. The prime order is left to the first verification: it costs ten
    /// times as much, and anybody may name any key, while not everybody gets to the point of signing.
    @Override
    public void checkIdentity(byte[] identity) {
        if (!Ed25519.validatePublicKeyPartial(identity, 0)) {
            throw new InvalidIdentityException("not a canonical ed25519 point, or one of small order");
        }
    }

    @Override
    public Verifier verifier(byte[] publicKey) {
        PublicPoint point = Ed25519.validatePublicKeyPartialExport(publicKey, 0);
        if (point == null) {
            throw new InvalidIdentityException("not a canonical ed25519 point, or one of small order");
        }
        return new PointVerifier(point);
    }

    private static final class PointVerifier implements Verifier {

        private final PublicPoint point;

        /// That the key is of prime order. Who races for it finds the same.
        private volatile boolean isPrime;

        private PointVerifier(PublicPoint point) {
            this.point = point;
        }

        @Override
        public boolean verify(byte[] message, byte[] signature) {
            return Ed25519.verify(signature, 0, point, message, 0, message.length)
                    && Ed25519.validatePublicKeyFull(signature, 0)
                    && isOfPrimeOrder();
        }

        private boolean isOfPrimeOrder() {
            if (!isPrime) {
                byte[] key = new byte[Ed25519.PUBLIC_KEY_SIZE];
                Ed25519.encodePublicPoint(point, key, 0);
                isPrime = Ed25519.validatePublicKeyFull(key, 0);
            }
            return isPrime;
        }
    }

    @Override
    public byte[] generatePrivateKey() {
        return Randomness.bytes(Ed25519.SECRET_KEY_SIZE);
    }

    @Override
    public Signer signer(byte[] privateKey) {
        return new SeedSigner(privateKey);
    }

    private static final class SeedSigner implements Signer {

        private final byte[] seed;
        private final byte[] publicKey = new byte[Ed25519.PUBLIC_KEY_SIZE];

        SeedSigner(byte[] seed) {
            this.seed = seed.clone();
            Ed25519.generatePublicKey(seed, 0, publicKey, 0);
        }

        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }

        @Override
        public byte[] sign(byte[] message) {
            byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
            Ed25519.sign(seed, 0, message, 0, message.length, signature, 0);
            return signature;
        }

        @Override
        public void wipe() {
            Arrays.fill(seed, (byte) 0);
        }
    }
}
