package one.commserver.crypto;

import java.util.Optional;

/// The ways an identity can sign. Lengths are in bytes and exact.
///
/// Spec: framing, one spelling per key.
public enum SignatureAlgorithm implements Identity.Scheme {
    /// RFC 8032, pure.
    ED25519("ed25519", 32, 32, 64),

    /// FIPS 186-5 over P-256 with SHA-256; what browsers can keep non-extractable.
    ECDSA_P256("ecdsa-p256", 65, 65, 64),

    /// FIPS 204, pure, empty context; its identity is the digest of the key.
    ML_DSA_65("ml-dsa-65", 32, 1952, 3309);

    private final String wireName;
    private final int identityLength;
    private final int publicKeyLength;
    private final int signatureLength;

    SignatureAlgorithm(String wireName, int identityLength, int publicKeyLength, int signatureLength) {
        this.wireName = wireName;
        this.identityLength = identityLength;
        this.publicKeyLength = publicKeyLength;
        this.signatureLength = signatureLength;
    }

    /// The algorithm of that exact name, or empty.
    public static Optional<SignatureAlgorithm> ofWireName(String name) {
        for (SignatureAlgorithm algorithm : values()) {
            if (algorithm.wireName.equals(name)) {
                return Optional.of(algorithm);
            }
        }
        return Optional.empty();
    }

    @Override
    public String wireName() {
        return wireName;
    }

    @Override
    public int identityLength() {
        return identityLength;
    }

    public int publicKeyLength() {
        return publicKeyLength;
    }

    public int signatureLength() {
        return signatureLength;
    }

    SignatureScheme scheme() {
        return switch (this) {
            case ED25519 -> Ed25519Scheme.INSTANCE;
            case ECDSA_P256 -> EcdsaP256Scheme.INSTANCE;
            case ML_DSA_65 -> MlDsa65Scheme.INSTANCE;
        };
    }
}
