package one.commserver.protocol.sealing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.InvalidSealingKeyException;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.crypto.sealing.SealingSuite;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;

/// A sealing key as its identity publishes it. All instances of the identity share the private half.
///
/// A value that exists has its form; its signature still has to be checked, which is work for a processor and not for
/// an event loop: [#isSigned]. The server checks what is published, and a client what a server tells of a peer: so a
/// lying server can withhold a key, or tell an older one that hasn't expired, and can't make one up.
///
/// Spec: chapter 6, the sealing key.
///
/// @param key to whom is sealed
/// @param expires from when on nothing should be sealed to it; whole milliseconds
/// @param signature the identity's, over [SealingKeyTranscript]
public record SealingKeyRecord(SealingPublicKey key, Instant expires, Bytes signature) {

    /// How long a key can be good for.
    public static final Duration MAX_LIFE = Duration.ofDays(30);

    /// How far the clocks of those who judge [#MAX_LIFE] may be apart.
    public static final Duration CLOCK_SKEW = Duration.ofMinutes(5);

    /// @throws InvalidSealingKeyException if a part breaks its rule
    public SealingKeyRecord {
        int length = signature.length();
        if (Arrays.stream(SignatureAlgorithm.values()).noneMatch(known -> known.signatureLength() == length)) {
            throw new InvalidSealingKeyException("A sealing key's signature has another length.");
        }
        if (!Moments.isExact(expires)) {
            throw new InvalidSealingKeyException("A sealing key expires at a whole millisecond.");
        }
    }

    /// The record whose parts travelled.
    ///
    /// @param suite the suite's name
    /// @throws InvalidSealingKeyException if a part breaks its rule, or the suite is unknown
    public static SealingKeyRecord of(String suite, Bytes key, Instant expires, Bytes signature) {
        SealingSuite known =
                SealingSuite.ofWireName(suite)
                        .orElseThrow(() -> new InvalidSealingKeyException("The sealing key's suite isn't known."));
        return new SealingKeyRecord(new SealingPublicKey(known, key), expires, signature);
    }

    /// Makes and signs a record.
    ///
    /// @param identity stays the caller's
    /// @param expires cut to milliseconds
    /// @throws DateTimeException if that moment can't travel
    public static SealingKeyRecord sign(SigningKey identity, SealingPublicKey key, Instant expires) {
        Instant until = Moments.cut(expires);
        byte[] signed = SealingKeyTranscript.of(identity.identity(), key, until).bytes();
        return new SealingKeyRecord(key, until, Bytes.of(identity.sign(signed)));
    }

    /// Whether it is this identity's. Not for an event loop.
    ///
    /// @param identity the key of exactly the identity that the record is asked for
    public boolean isSigned(PublicKey identity) {
        byte[] signed = SealingKeyTranscript.of(identity.identity(), key, expires).bytes();
        return identity.verify(signed, signature.toByteArray());
    }

    /// Whether nothing should be sealed to it any more.
    public boolean isExpiredAt(Instant now) {
        return !now.isBefore(expires);
    }

    /// Whether it claims to live longer than any key may.
    public boolean isTooLongAt(Instant now) {
        return expires.isAfter(now.plus(MAX_LIFE).plus(CLOCK_SKEW));
    }

    /// Says how long it is good for.
    @Override
    public String toString() {
        return "SealingKeyRecord[" + key.suite().wireName() + ", until " + expires + "]";
    }
}
