package one.commserver.protocol.invite;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;

import java.util.Arrays;

/// What makes a link worth something: the 32-byte seed of the invite's Ed25519 key pair. It travels in the link only,
/// and no server ever sees it. Whoever holds it closes it; then it is wiped as far as it can be.
///
/// Spec: chapter 7, the secret.
public final class InviteSecret implements AutoCloseable {

    /// Bytes of the seed.
    public static final int LENGTH = 32;

    private final SigningKey key;

    private InviteSecret(SigningKey key) {
        this.key = key;
    }

    /// A fresh one.
    public static InviteSecret generate() {
        byte[] seed = Randomness.bytes(LENGTH);
        try {
            return ofSeed(seed);
        } finally {
            Arrays.fill(seed, (byte) 0);
        }
    }

    /// The secret that [#seed] returned. The array stays the caller's, who should wipe it.
    ///
    /// @throws IllegalArgumentException if it doesn't have [#LENGTH] bytes
    public static InviteSecret ofSeed(byte[] seed) {
        return new InviteSecret(SigningKey.fromEncoded(SignatureAlgorithm.ED25519, seed));
    }

    /// The seed, a copy that the caller should wipe.
    ///
    /// @throws IllegalStateException after close
    public byte[] seed() {
        return key.encoded();
    }

    /// The public half.
    public PublicKey key() {
        return key.publicKey();
    }

    /// The invite's id: the public half's bytes.
    public Bytes id() {
        return key.publicKey().encoded();
    }

    /// The invite key's signature.
    ///
    /// @throws IllegalStateException after close
    public Bytes sign(Transcript transcript) {
        return Bytes.of(key.sign(transcript.bytes()));
    }

    @Override
    public void close() {
        key.close();
    }

    /// Nothing of it.
    @Override
    public String toString() {
        return "InviteSecret";
    }
}
