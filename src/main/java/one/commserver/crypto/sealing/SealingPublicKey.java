package one.commserver.crypto.sealing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;

import org.bouncycastle.crypto.AsymmetricCipherKeyPair;
import org.bouncycastle.crypto.InvalidCipherTextException;
import org.bouncycastle.crypto.hpke.HPKE;

import java.util.Arrays;

/// To whom something is sealed. A value that exists is a key that an honest owner can have, in its one spelling.
///
/// Spec: chapter 6, the sealing key.
///
/// @param suite how it is used
/// @param value for `x25519` the u-coordinate of RFC 7748: 32 bytes, below 2^255 - 19, not of small order
public record SealingPublicKey(SealingSuite suite, Bytes value) {

    /// @throws InvalidSealingKeyException for any other bytes
    public SealingPublicKey {
        if (value.length() != suite.publicKeyLength()) {
            throw new InvalidSealingKeyException("A sealing key of this suite has another length.");
        }
        // A second spelling would open nowhere: the owner computes with its own one.
        if (!MontgomeryPoint.isCanonical(value.toByteArray())) {
            throw new InvalidSealingKeyException("A sealing key is a number below 2^255 - 19.");
        }
        if (MontgomeryPoint.isOfSmallOrder(value)) {
            throw new InvalidSealingKeyException("A sealing key isn't a point of small order.");
        }
    }

    /// Seals for the key's owner. Whoever opens it has to have the same `info` and `aad`. Not for an event loop.
    ///
    /// @param info what the seal is about; hashed into the key
    /// @param aad what is authenticated beside the plaintext
    public Sealed seal(byte[] info, byte[] aad, byte[] plaintext) {
        byte[] ephemeral = Randomness.bytes(suite.privateKeyLength());
        try {
            return seal(ephemeral, info, aad, plaintext);
        } finally {
            Arrays.fill(ephemeral, (byte) 0);
        }
    }

    /// Seals with a chosen ephemeral key, for golden vectors. Never twice with one: key and nonce would be the same.
    Sealed seal(byte[] ephemeral, byte[] info, byte[] aad, byte[] plaintext) {
        HPKE hpke = suite.hpke();
        AsymmetricCipherKeyPair pair = SealingKeyPair.decode(hpke, ephemeral);
        // fails if the secret is zero (RFC 9180, section 7.1.4), which no value of this class leads to
        var context = hpke.setupBaseS(hpke.deserializePublicKey(value.toByteArray()), info, pair);
        try {
            return new Sealed(Bytes.of(context.getEncapsulation()), Bytes.of(context.seal(aad, plaintext)));
        } catch (InvalidCipherTextException impossible) {
            throw new IllegalStateException("sealing failed", impossible);
        }
    }

    /// Names the suite only.
    @Override
    public String toString() {
        return "SealingPublicKey[" + suite.wireName() + "]";
    }
}
