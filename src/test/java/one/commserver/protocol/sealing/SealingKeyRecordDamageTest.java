package one.commserver.protocol.sealing;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.sealing.InvalidSealingKeyException;
import one.commserver.protocol.WireTime;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;

/// What a server may tell in the place of a sealing key.
class SealingKeyRecordDamageTest {

    private static final List<SealingVectors> GOOD =
            Stream.of("accepted", "unsigned", "refused")
                    .flatMap(expected -> SealingVectors.below("keys", expected).stream())
                    .toList();

    /// How far moments are apart that have four digits of a year.
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59.999Z");

    private static final Instant EARLIEST = Instant.parse("0000-01-01T00:00:00Z");

    /// @param vector what was told, with its good parts
    @SuppressWarnings("ArrayRecordComponent") // of a test
    record Told(SealingVectors vector, String suite, byte[] key, Instant expires, byte[] signature) {}

    @Property
    void whateverIsToldIsReadOrRefusedAndNeverTakenForSigned(@ForAll("told") Told told) {
        SealingKeyRecord record;
        try {
            record = read(told);
        } catch (InvalidSealingKeyException refused) {
            assertThat(refused.sentence()).endsWith(".");
            return;
        }
        assertThat(record.key().suite().wireName()).isEqualTo(told.suite);
        assertThat(record.key().value()).isEqualTo(Bytes.of(told.key));
        assertThat(told.key).hasSize(record.key().suite().publicKeyLength());
        assertThat(SignatureAlgorithm.values())
                .extracting(SignatureAlgorithm::signatureLength)
                .contains(told.signature.length);
        assertThat(record.expires()).isEqualTo(told.expires);
        assertThat(record.isExpiredAt(told.expires)).isTrue();
        assertThat(record.isTooLongAt(told.expires)).isFalse();
        if (record.isSigned(identityKey(told.vector))) {
            assertThat(record.key().value()).isEqualTo(told.vector.bytes("key"));
            assertThat(record.expires()).isEqualTo(WireTime.parse(told.vector.text("expires")));
        }
    }

    @Test
    void theVectorsAreReplayed() {
        GOOD.forEach(vector -> {
            Told told = good(vector);
            whateverIsToldIsReadOrRefusedAndNeverTakenForSigned(told);
            boolean taken = isTaken(told);
            assertThat(taken).as(vector.name()).isEqualTo(vector.text("expected").equals("accepted"));
        });
    }

    private static boolean isTaken(Told told) {
        try {
            return read(told).isSigned(identityKey(told.vector));
        } catch (InvalidSealingKeyException refused) {
            return false;
        }
    }

    private static SealingKeyRecord read(Told told) {
        return SealingKeyRecord.of(told.suite, Bytes.of(told.key), told.expires, Bytes.of(told.signature));
    }

    @Provide
    Arbitrary<Told> told() {
        return Arbitraries.of(GOOD)
                .flatMap(vector -> {
                    Told good = good(vector);
                    Arbitrary<Instant> moments =
                            Arbitraries.longs()
                                    .between(EARLIEST.toEpochMilli(), LATEST.toEpochMilli())
                                    .map(Instant::ofEpochMilli);
                    return Combinators.combine(
                                    mostly(good.suite, Damage.texts(List.of(good.suite))),
                                    mostly(good.key, Damage.bytes(List.of(good.key))),
                                    mostly(
                                            good.expires,
                                            Arbitraries.oneOf(
                                                    moments, Arbitraries.of(Instant.MIN, Instant.MAX, EARLIEST))),
                                    mostly(good.signature, Damage.bytes(List.of(good.signature))))
                            .as((suite, key, expires, signature) -> new Told(vector, suite, key, expires, signature));
                });
    }

    /// One thing at a time, for the most part.
    private static <T> Arbitrary<T> mostly(T good, Arbitrary<T> other) {
        return Arbitraries.frequencyOf(Tuple.of(2, Arbitraries.just(good)), Tuple.of(1, other));
    }

    private static Told good(SealingVectors vector) {
        return new Told(
                vector,
                vector.text("suite"),
                vector.bytes("key").toByteArray(),
                WireTime.parse(vector.text("expires")),
                vector.bytes("signature").toByteArray());
    }

    private static PublicKey identityKey(SealingVectors vector) {
        Bytes beside = vector.has("identity_key") ? vector.bytes("identity_key") : null;
        return PublicKey.of(vector.identity("identity"), beside);
    }
}
