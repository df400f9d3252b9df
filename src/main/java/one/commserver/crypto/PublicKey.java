package one.commserver.crypto;

import org.jspecify.annotations.Nullable;

import java.util.Optional;

/// A public key that belongs to its identity, decoded and ready to verify. Safe from any thread.
///
/// Verification is work for a processor, tens to hundreds of microseconds: not for an event loop.
public final class PublicKey {

    private final Identity identity;
    private final Bytes encoded;
    private final SignatureScheme.Verifier verifier;

    private PublicKey(Identity identity, Bytes encoded) {
        this.identity = identity;
        this.encoded = encoded;
        this.verifier = identity.algorithm().scheme().verifier(encoded.unsafeArray());
    }

    /// The key of an identity. An ed25519 key of mixed order passes, and verifies nothing. Where the identity is the
    /// key, `key` is absent or the same bytes; for `ml-dsa-65` it is the 1952-byte key whose SHA-256 is the identity.
    ///
    /// @throws InvalidIdentityException if the key is missing, isn't the identity's, or isn't a key at all
    public static PublicKey of(Identity identity, @Nullable Bytes key) {
        return new PublicKey(identity, belonging(identity, key));
    }

    private static Bytes belonging(Identity identity, @Nullable Bytes key) {
        if (identity.algorithm() != SignatureAlgorithm.ML_DSA_65) {
            if (key != null && !key.equals(identity.value())) {
                throw new InvalidIdentityException("the key isn't the identity");
            }
            return identity.value();
        }
        if (key == null) {
            throw new InvalidIdentityException("this identity is a digest: its key is missing");
        }
        if (key.length() != identity.algorithm().publicKeyLength()) {
            throw new InvalidIdentityException("a key of this algorithm has another length");
        }
        if (!Digests.sha256(key).equals(identity.value())) {
            throw new InvalidIdentityException("the identity isn't the key's digest");
        }
        return key;
    }

    /// The key whose encoding is already known to be right, with the identity it makes.
    static PublicKey ofEncoded(SignatureAlgorithm algorithm, Bytes encoded) {
        boolean digested = algorithm == SignatureAlgorithm.ML_DSA_65;
        return of(new Identity(algorithm, digested ? Digests.sha256(encoded) : encoded), encoded);
    }

    public Identity identity() {
        return identity;
    }

    public SignatureAlgorithm algorithm() {
        return identity.algorithm();
    }

    /// The whole key, whether or not it is the identity.
    public Bytes encoded() {
        return encoded;
    }

    /// What has to travel beside the identity in a `key` field: present for `ml-dsa-65` only.
    public Optional<Bytes> besideIdentity() {
        return encoded.equals(identity.value()) ? Optional.empty() : Optional.of(encoded);
    }

    /// Whether the signature is this key's for exactly this message.
    ///
    /// Never throws, whatever the bytes. A signature of another length, with a second spelling or with a point of small
    /// or mixed order, the key's own included, is none.
    public boolean verify(byte[] message, byte[] signature) {
        if (signature.length != algorithm().signatureLength()) {
            return false;
        }
        try {
            return verifier.verify(message, signature);
        } catch (RuntimeException stumbled) {
            // A library that stumbles over the input has not verified it.
            return false;
        }
    }

    @Override
    public boolean equals(@Nullable Object other) {
        return other instanceof PublicKey that && identity.equals(that.identity);
    }

    @Override
    public int hashCode() {
        return identity.hashCode();
    }

    /// The identity, shortened for logs.
    @Override
    public String toString() {
        return identity.toString();
    }
}
