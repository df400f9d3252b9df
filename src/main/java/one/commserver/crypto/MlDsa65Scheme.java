package one.commserver.crypto;

import org.bouncycastle.crypto.CryptoException;
import org.bouncycastle.crypto.params.MLDSAParameters;
import org.bouncycastle.crypto.params.MLDSAPrivateKeyParameters;
import org.bouncycastle.crypto.params.MLDSAPublicKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.MLDSASigner;

/// Pure ML-DSA-65 with an empty context.
///
/// Any 1952 bytes are a public key, and any 32 bytes a digest of one: there is nothing to check before the signature.
final class MlDsa65Scheme implements SignatureScheme {

    static final MlDsa65Scheme INSTANCE = new MlDsa65Scheme();

    private static final int SEED_LENGTH = 32;

    private MlDsa65Scheme() {}

    @Override
    public void checkIdentity(byte[] identity) {
        // A digest of the right length is all it can be.
    }

    @Override
    public Verifier verifier(byte[] publicKey) {
        var key = new MLDSAPublicKeyParameters(MLDSAParameters.ml_dsa_65, publicKey);
        return (message, signature) -> {
            var verification = new MLDSASigner();
            verification.init(false, key);
            verification.update(message, 0, message.length);
            return verification.verifySignature(signature);
        };
    }

    @Override
    public byte[] generatePrivateKey() {
        return Randomness.bytes(SEED_LENGTH);
    }

    @Override
    public Signer signer(byte[] privateKey) {
        return new SeedSigner(new MLDSAPrivateKeyParameters(MLDSAParameters.ml_dsa_65, privateKey.clone()));
    }

    private record SeedSigner(MLDSAPrivateKeyParameters key) implements Signer {

        @Override
        public byte[] publicKey() {
            return key.getPublicKey();
        }

        @Override
        public byte[] sign(byte[] message) {
            var signing = new MLDSASigner();
            signing.init(true, new ParametersWithRandom(key, Randomness.source()));
            signing.update(message, 0, message.length);
            try {
                return signing.generateSignature();
            } catch (CryptoException impossible) {
                throw new IllegalStateException("ML-DSA signing failed", impossible);
            }
        }

        @Override
        public void wipe() {
            key.destroy();
        }
    }
}
