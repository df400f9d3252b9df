package one.commserver.crypto;

/// What one algorithm has to do. Implementations have no state and may be shared by all threads.
///
/// Arrays that arrive here already have the algorithm's exact length, and belong to the caller: never changed, never
/// kept.
interface SignatureScheme {

    /// Refuses the bytes of an identity that no honest key can have. Cheap: it runs for each identity that is read.
    ///
    /// @throws InvalidIdentityException with a message that repeats nothing of the input
    void checkIdentity(byte[] identity);

    /// Decodes a public key once, so that each verification is spared it.
    ///
    /// @throws InvalidIdentityException if the key is none
    Verifier verifier(byte[] publicKey);

    /// A fresh private key in the encoding of [SigningKey#encoded()].
    byte[] generatePrivateKey();

    /// Decodes a private key and computes its public one.
    ///
    /// @throws IllegalArgumentException if the bytes are no private key
    Signer signer(byte[] privateKey);

    /// A decoded public key.
    interface Verifier {

        /// May throw unchecked on hostile input: [PublicKey] takes that for a refusal.
        boolean verify(byte[] message, byte[] signature);
    }

    /// A private key ready for use.
    interface Signer {

        byte[] publicKey();

        byte[] sign(byte[] message);

        /// Overwrites what can be overwritten. Signing isn't possible afterwards.
        void wipe();
    }
}
