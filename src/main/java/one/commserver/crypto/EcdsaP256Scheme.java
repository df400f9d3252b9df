package one.commserver.crypto;

import org.bouncycastle.crypto.digests.SHA256Digest;
import org.bouncycastle.crypto.ec.CustomNamedCurves;
import org.bouncycastle.crypto.generators.ECKeyPairGenerator;
import org.bouncycastle.crypto.params.ECDomainParameters;
import org.bouncycastle.crypto.params.ECKeyGenerationParameters;
import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.ECDSASigner;
import org.bouncycastle.crypto.signers.HMacDSAKCalculator;
import org.bouncycastle.math.ec.ECPoint;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;
import org.bouncycastle.util.BigIntegers;

import java.math.BigInteger;
import java.util.Arrays;

/// ECDSA over P-256 with SHA-256; signatures are r‖s, 32 bytes each, big-endian.
///
/// Both s and n - s are legal: browsers sign with either, and no rule of the protocol names a signature by its bytes.
final class EcdsaP256Scheme implements SignatureScheme {

    static final EcdsaP256Scheme INSTANCE = new EcdsaP256Scheme();

    private static final int HALF = 32;
    private static final byte UNCOMPRESSED = 4;
    private static final ECDomainParameters P256 = new ECDomainParameters(CustomNamedCurves.getByName("secp256r1"));

    private EcdsaP256Scheme() {}

    @Override
    public void checkIdentity(byte[] identity) {
        decode(identity);
    }

    @Override
    public Verifier verifier(byte[] publicKey) {
        var key = new ECPublicKeyParameters(decode(publicKey), P256);
        return (message, signature) -> {
            var verification = new ECDSASigner();
            verification.init(false, key);
            // Zero, and whatever isn't below n, is refused by the library.
            BigInteger r = BigIntegers.fromUnsignedByteArray(signature, 0, HALF);
            BigInteger s = BigIntegers.fromUnsignedByteArray(signature, HALF, HALF);
            return verification.verifySignature(Digests.sha256Array(message), r, s);
        };
    }

    /// The library also decodes the hybrid form, which has the same length, so the first byte is ours to check. That
    /// the point lies on the curve, with both coordinates below p, is the library's; on this curve it then has prime
    /// order.
    private static ECPoint decode(byte[] encoded) {
        if (encoded[0] != UNCOMPRESSED) {
            throw new InvalidIdentityException("not an uncompressed P-256 point");
        }
        try {
            return P256.getCurve().decodePoint(encoded);
        } catch (IllegalArgumentException offCurve) {
            throw new InvalidIdentityException("not a point of P-256");
        }
    }

    @Override
    public byte[] generatePrivateKey() {
        var generator = new ECKeyPairGenerator();
        generator.init(new ECKeyGenerationParameters(P256, Randomness.source()));
        var generated = (ECPrivateKeyParameters) generator.generateKeyPair().getPrivate();
        return BigIntegers.asUnsignedByteArray(HALF, generated.getD());
    }

    @Override
    public Signer signer(byte[] privateKey) {
        return new ScalarSigner(privateKey);
    }

    private static final class ScalarSigner implements Signer {

        private final byte[] scalar;
        private final byte[] publicKey;

        ScalarSigner(byte[] scalar) {
            this.scalar = scalar.clone();
            this.publicKey =
                    new FixedPointCombMultiplier().multiply(P256.getG(), parameters().getD()).getEncoded(false);
        }

        /// Made anew for each use, because a big integer can't be wiped. Throws for a scalar outside of [1, n - 1].
        private ECPrivateKeyParameters parameters() {
            return new ECPrivateKeyParameters(BigIntegers.fromUnsignedByteArray(scalar), P256);
        }

        @Override
        public byte[] publicKey() {
            return publicKey.clone();
        }

        @Override
        public byte[] sign(byte[] message) {
            var signing = new ECDSASigner(new HMacDSAKCalculator(new SHA256Digest()));
            signing.init(true, parameters());
            BigInteger[] signed = signing.generateSignature(Digests.sha256Array(message));
            byte[] signature = new byte[2 * HALF];
            BigIntegers.asUnsignedByteArray(signed[0], signature, 0, HALF);
            BigIntegers.asUnsignedByteArray(signed[1], signature, HALF, HALF);
            return signature;
        }

        @Override
        public void wipe() {
            Arrays.fill(scalar, (byte) 0);
        }
    }
}
