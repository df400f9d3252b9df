package one.commserver.protocol.sealing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.Transcript;
import one.commserver.crypto.sealing.InvalidSealingKeyException;
import one.commserver.crypto.sealing.OpeningFailedException;
import one.commserver.crypto.sealing.Sealed;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.WireTime;

import java.time.DateTimeException;
import java.util.Arrays;

/// One part of one object that a sender leaves for a receiver who is away: sealed to the receiver's sealing key, signed
/// by the sender.
///
/// A value that exists has its form. Signature and seal still have to be checked, which is work for a processor and not
/// for an event loop. A receiver checks, before it uses anything of it: [#isAbout] what the server said it is,
/// [#isSigned], then [#open]; and for each further part [#isOfOneObjectWith] the first one.
///
/// The seal is about everything that stands before it, sender and receiver included: nobody can put his own name or
/// another id over somebody else's ciphertext. So the server can't forge, change, redirect, rename, reorder or mix.
///
/// What it doesn't do. The server sees sender, receiver, id, number of parts, size and time. It can withhold an object,
/// delay it, and deliver it twice: a receiver remembers what it has had, by sender, id and series. Who gets the
/// receiver's private sealing key later opens everything that was sealed to it: forward secrecy is only as fine as that
/// key's rotation. The `x25519` suite doesn't withstand a quantum computer. The receiver can prove to others that the
/// sender has sent this, and what it says. `sent` is the sender's word.
///
/// Spec: chapter 9, sealing.
///
/// @param to the receiver's sealing key
/// @param sender who seals and signs
/// @param receiver for whom
/// @param part which part of which object
/// @param sealed what only the receiver can open
/// @param signature the sender's, over all else
public record SealedObject(
        SealingPublicKey to, PublicKey sender, Identity receiver, ObjectPart part, Sealed sealed, Bytes signature) {

    /// What is sealed and signed starts with it.
    public static final String LABEL = "commserver/1 sealed object";

    private static final int FIELDS = 14;
    private static final int MAX_NAME = 64;
    private static final int MAX_IDENTITY = 128;
    private static final Bytes NONE = Bytes.of(new byte[0]);
    private static final byte[] NO_ASSOCIATED_DATA = new byte[0];

    /// @throws InvalidSealedObjectException if a part breaks its rule
    public SealedObject {
        if (sealed.encapsulation().length() != to.suite().encapsulationLength()) {
            throw new InvalidSealedObjectException("The encapsulation has another length.");
        }
        if (sealed.ciphertext().length() < SealingSuite.TAG_LENGTH) {
            throw new InvalidSealedObjectException("The ciphertext is shorter than its tag.");
        }
        if (signature.length() != sender.algorithm().signatureLength()) {
            throw new InvalidSealedObjectException("The sender's signature has another length.");
        }
    }

    /// Seals and signs. Not for an event loop.
    ///
    /// @param sender stays the caller's
    /// @param to the receiver's key, from a [SealingKeyRecord] that the caller has checked
    /// @param plaintext may be empty; stays the caller's
    public static SealedObject seal(
            SigningKey sender, Identity receiver, SealingPublicKey to, ObjectPart part, byte[] plaintext) {
        byte[] info = head(to, sender.publicKey(), receiver, part).bytes();
        return sign(sender, receiver, to, part, to.seal(info, NO_ASSOCIATED_DATA, plaintext));
    }

    /// Signs what was sealed about this.
    static SealedObject sign(
            SigningKey sender, Identity receiver, SealingPublicKey to, ObjectPart part, Sealed sealed) {
        byte[] signed = signed(to, sender.publicKey(), receiver, part, sealed).bytes();
        return new SealedObject(to, sender.publicKey(), receiver, part, sealed, Bytes.of(sender.sign(signed)));
    }

    /// Reads a sealed object in its one spelling. Signature and seal aren't checked.
    ///
    /// @throws InvalidSealedObjectException for anything else
    public static SealedObject decode(Bytes encoded) {
        SealedFields fields = SealedFields.of(encoded);
        if (!fields.text(MAX_NAME).equals(LABEL)) {
            throw new InvalidSealedObjectException("The bytes are labelled as something else than a sealed object.");
        }
        try {
            SealingSuite suite =
                    SealingSuite.ofWireName(fields.text(MAX_NAME))
                            .orElseThrow(() -> new InvalidSealedObjectException("The suite isn't known."));
            var object =
                    new SealedObject(
                            new SealingPublicKey(suite, fields.bytes(suite.publicKeyLength())),
                            sender(fields),
                            Identity.parse(fields.text(MAX_IDENTITY)),
                            part(fields),
                            new Sealed(fields.bytes(suite.encapsulationLength()), fields.bytes(Integer.MAX_VALUE)),
                            fields.bytes(SignatureAlgorithm.ML_DSA_65.signatureLength()));
            fields.end();
            return object;
        } catch (InvalidIdentityException | InvalidSealingKeyException | DateTimeException invalid) {
            throw new InvalidSealedObjectException("A key or a time of the sealed object has not its form.");
        }
    }

    private static PublicKey sender(SealedFields fields) {
        Identity identity = Identity.parse(fields.text(MAX_IDENTITY));
        Bytes beside = fields.bytes(SignatureAlgorithm.ML_DSA_65.publicKeyLength());
        PublicKey key = PublicKey.of(identity, beside.equals(NONE) ? null : beside);
        if (!key.besideIdentity().orElse(NONE).equals(beside)) {
            throw new InvalidSealedObjectException("A sender's key that is its identity stands there once.");
        }
        return key;
    }

    private static ObjectPart part(SealedFields fields) {
        return new ObjectPart(
                fields.text(ObjectPart.MAX_ID),
                fields.bytes(ObjectPart.SERIES_BYTES),
                ObjectPart.number(fields.text(ObjectPart.MAX_DIGITS)),
                ObjectPart.number(fields.text(ObjectPart.MAX_DIGITS)),
                WireTime.parse(fields.text(WireTime.LENGTH)));
    }

    /// Exactly the bytes that travel.
    public Bytes encoded() {
        return Bytes.of(signed(to, sender, receiver, part, sealed).add(signature.toByteArray()).bytes());
    }

    /// What the seal is about: HPKE's `info`.
    public byte[] info() {
        return head(to, sender, receiver, part).bytes();
    }

    /// What the sender's signature covers.
    public byte[] signedBytes() {
        return signed(to, sender, receiver, part, sealed).bytes();
    }

    /// Whether the signature holds, by the key that belongs to the sender's identity. Not for an event loop.
    public boolean isSigned() {
        return sender.verify(signedBytes(), signature.toByteArray());
    }

    /// Whether it is what it is expected or said to be. What is signed may still be another object of the same sender,
    /// one for somebody else, or another part.
    ///
    /// @param by whose object is expected
    /// @param asked the receiver: who asks
    /// @param id under which the object was delivered
    /// @param number the expected part, from 1
    /// @param parts how many the object has
    public boolean isAbout(Identity by, Identity asked, String id, int number, int parts) {
        return sender.identity().equals(by)
                && receiver.equals(asked)
                && part.id().equals(id)
                && part.part() == number
                && part.parts() == parts;
    }

    /// Whether both are parts of one object: the same sender, receiver, id, series and number of parts. The sealing key
    /// may have changed in between.
    public boolean isOfOneObjectWith(SealedObject other) {
        return sender.equals(other.sender) && receiver.equals(other.receiver) && part.isOfOneObjectWith(other.part);
    }

    /// Opens it. Says nothing of who has sealed it: [#isSigned] does, and is asked before. Not for an event loop.
    ///
    /// @param own the pair of [#to()], which stays the caller's
    /// @return the plaintext
    /// @throws OpeningFailedException if it doesn't open, and if it is for another key
    /// @throws IllegalStateException if the pair is closed
    public byte[] open(SealingKeyPair own) {
        if (!own.publicKey().equals(to)) {
            throw new OpeningFailedException();
        }
        return own.open(sealed, info(), NO_ASSOCIATED_DATA);
    }

    /// How many bytes an object has beyond its plaintext at most, whatever receiver, id, number of parts and suite.
    ///
    /// @param sender how the sender signs
    public static int overhead(SignatureAlgorithm sender) {
        int receiver =
                Arrays.stream(SignatureAlgorithm.values())
                        .mapToInt(SealedObject::identityCharacters)
                        .max()
                        .orElseThrow();
        int suite = Arrays.stream(SealingSuite.values()).mapToInt(SealedObject::suiteBytes).max().orElseThrow();
        boolean digested = sender.publicKeyLength() != sender.identityLength();
        return FIELDS * Integer.BYTES
                + LABEL.length()
                + suite
                + identityCharacters(sender)
                + (digested ? sender.publicKeyLength() : 0)
                + receiver
                + ObjectPart.MAX_ID
                + ObjectPart.SERIES_BYTES
                + 2 * ObjectPart.MAX_DIGITS
                + WireTime.LENGTH
                + SealingSuite.TAG_LENGTH
                + sender.signatureLength();
    }

    private static int identityCharacters(SignatureAlgorithm algorithm) {
        int base64 = (algorithm.identityLength() * Byte.SIZE + 5) / 6;
        return algorithm.wireName().length() + 1 + base64;
    }

    private static int suiteBytes(SealingSuite suite) {
        return suite.wireName().length() + suite.publicKeyLength() + suite.encapsulationLength();
    }

    private static Transcript head(SealingPublicKey to, PublicKey sender, Identity receiver, ObjectPart part) {
        return Transcript.labelled(LABEL)
                .add(to.suite().wireName())
                .add(to.value().toByteArray())
                .add(sender.identity().wire())
                .add(sender.besideIdentity().orElse(NONE).toByteArray())
                .add(receiver.wire())
                .add(part.id())
                .add(part.series().toByteArray())
                .add(Integer.toString(part.part()))
                .add(Integer.toString(part.parts()))
                .add(WireTime.format(part.sent()));
    }

    private static Transcript signed(
            SealingPublicKey to, PublicKey sender, Identity receiver, ObjectPart part, Sealed sealed) {
        return head(to, sender, receiver, part)
                .add(sealed.encapsulation().toByteArray())
                .add(sealed.ciphertext().toByteArray());
    }

    /// Names part, sender and receiver, shortened.
    @Override
    public String toString() {
        return "SealedObject[part "
                + part.part()
                + " of "
                + part.parts()
                + " from "
                + sender
                + " for "
                + receiver
                + "]";
    }
}
