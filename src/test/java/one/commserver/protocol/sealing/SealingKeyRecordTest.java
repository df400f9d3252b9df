package one.commserver.protocol.sealing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.InvalidSealingKeyException;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.WireTime;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.MethodSource;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Sealing keys as they are published.
class SealingKeyRecordTest {

    private static final Instant NOON = Instant.parse("2026-01-31T12:00:00Z");

    @ParameterizedTest
    @MethodSource("accepted")
    void aRecordIsReadAsTheVectorSays(SealingVectors vector) {
        SealingKeyRecord record = read(vector);
        PublicKey identity = identityKey(vector);

        assertThat(record.isSigned(identity)).isTrue();
        assertThat(SealingKeyTranscript.of(identity.identity(), record.key(), record.expires()).bytes())
                .isEqualTo(vector.hex("transcript"));
    }

    @ParameterizedTest
    @MethodSource("accepted")
    void theSameRecordIsMadeFromTheKeys(SealingVectors vector) {
        byte[] encoded = vector.bytes("sealing_private_key").toByteArray();
        try (SigningKey identity = vector.signingKey("identity", "private_key");
                SealingKeyPair pair = SealingKeyPair.fromEncoded(SealingSuite.X25519, encoded)) {
            Instant expires = WireTime.parse(vector.text("expires"));

            SealingKeyRecord record = SealingKeyRecord.sign(identity, pair.publicKey(), expires.plusNanos(1));

            assertThat(record.key()).isEqualTo(read(vector).key());
            assertThat(record.expires()).isEqualTo(expires);
            assertThat(record.isSigned(identity.publicKey())).isTrue();
            // ml-dsa-65 signatures are hedged: another one each time
            if (identity.publicKey().algorithm() != SignatureAlgorithm.ML_DSA_65) {
                assertThat(record).isEqualTo(read(vector));
            }
        }
    }

    @ParameterizedTest
    @MethodSource("refused")
    void whatIsNoSealingKeyIsRefused(SealingVectors vector) {
        assertThatExceptionOfType(InvalidSealingKeyException.class)
                .isThrownBy(() -> read(vector))
                .satisfies(refused -> assertThat(refused.sentence()).endsWith("."))
                .satisfies(refused -> assertThat(refused.sentence()).doesNotContain(vector.text("key")));
    }

    @ParameterizedTest
    @MethodSource("unsigned")
    void aSignatureThatDoesNotHoldShows(SealingVectors vector) {
        assertThat(read(vector).isSigned(identityKey(vector))).isFalse();
    }

    @ParameterizedTest
    @EnumSource
    void aRecordIsNotAnotherIdentitys(SignatureAlgorithm algorithm) {
        try (SigningKey own = SigningKey.generate(algorithm);
                SigningKey other = SigningKey.generate(algorithm);
                SealingKeyPair pair = SealingKeyPair.generate(SealingSuite.X25519)) {
            SealingKeyRecord record = SealingKeyRecord.sign(own, pair.publicKey(), NOON);

            assertThat(record.isSigned(own.publicKey())).isTrue();
            assertThat(record.isSigned(other.publicKey())).isFalse();
        }
    }

    @Test
    void aRecordLivesThirtyDaysAndWhatClocksDiffer() {
        SealingKeyRecord record = read(SealingVectors.one("keys/ed25519.json"));
        Instant earliest = NOON.minus(Duration.ofDays(30)).minus(Duration.ofMinutes(5));

        assertThat(record.isExpiredAt(NOON.minusMillis(1))).isFalse();
        assertThat(record.isExpiredAt(NOON)).isTrue();
        assertThat(record.isTooLongAt(earliest)).isFalse();
        assertThat(record.isTooLongAt(earliest.minusMillis(1))).isTrue();
    }

    @Test
    void onlyWhatCanTravelIsAnExpiry() {
        SealingKeyRecord record = read(SealingVectors.one("keys/ed25519.json"));
        for (Instant moment : List.of(NOON.plusNanos(1), Instant.MAX, Instant.MIN)) {
            assertThatExceptionOfType(InvalidSealingKeyException.class)
                    .isThrownBy(() -> new SealingKeyRecord(record.key(), moment, record.signature()));
        }
    }

    @Test
    void aRecordShowsNoKey() {
        assertThat(read(SealingVectors.one("keys/ed25519.json")))
                .hasToString("SealingKeyRecord[x25519, until 2026-01-31T12:00:00Z]");
    }

    private static SealingKeyRecord read(SealingVectors vector) {
        return SealingKeyRecord.of(
                vector.text("suite"),
                vector.bytes("key"),
                WireTime.parse(vector.text("expires")),
                vector.bytes("signature"));
    }

    private static PublicKey identityKey(SealingVectors vector) {
        Bytes beside = vector.has("identity_key") ? vector.bytes("identity_key") : null;
        return PublicKey.of(vector.identity("identity"), beside);
    }

    static List<SealingVectors> accepted() {
        return SealingVectors.below("keys", "accepted");
    }

    static List<SealingVectors> refused() {
        return SealingVectors.below("keys", "refused");
    }

    static List<SealingVectors> unsigned() {
        return SealingVectors.below("keys", "unsigned");
    }
}
