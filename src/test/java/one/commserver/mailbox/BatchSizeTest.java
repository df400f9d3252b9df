package one.commserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.StringLength;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.limits.SizeLimits;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncData;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import java.util.Map;

/// What is counted is what is written, to the byte.
class BatchSizeTest {

    private static final MessageCodec CODEC = MessageCodec.shared();
    private static final String STORED = "2026-01-31T12:00:00.000Z";
    private static final Bytes CHECKSUM = Bytes.of(new byte[32]);
    private static final List<Identity> SENDERS = List.of(anybody(SignatureAlgorithm.ED25519), longest());

    @Property(tries = 300)
    void theSizeIsTheMessages(
            @ForAll("batches") List<MailObject> objects,
            @ForAll @StringLength(max = 32) String ref,
            @ForAll @IntRange(min = 1, max = 64) int cursor,
            @ForAll boolean restarted) {
        String mark = isWhole(ref) ? ref : null;

        assertThat(BatchSize.of(objects, mark, "c".repeat(cursor), restarted))
                .isEqualTo(written(objects, mark, "c".repeat(cursor), restarted));
    }

    @Property(tries = 300)
    void asManyFitAsAreCounted(
            @ForAll("batches") List<MailObject> objects, @ForAll @IntRange(min = 100, max = 3000) int limit) {
        int fitting = BatchSize.fitting(objects, "r", "cursor", false, limit);

        if (fitting > 0) {
            assertThat(written(objects.subList(0, fitting), "r", "cursor", false)).isLessThanOrEqualTo(limit);
        }
        if (fitting < objects.size()) {
            assertThat(written(objects.subList(0, fitting + 1), "r", "cursor", false)).isGreaterThan(limit);
        }
    }

    @Test
    void whatFillsAMessageFitsAndAByteLessDoesNot() {
        List<MailObject> objects = Collections.nCopies(40, object("id", SENDERS.getFirst(), 100, null, null));
        long exact = written(objects, null, "cursor", true);

        assertThat(BatchSize.fitting(objects, null, "cursor", true, exact)).isEqualTo(40);
        assertThat(BatchSize.fitting(objects, null, "cursor", true, exact - 1)).isEqualTo(39);
    }

    /// Whatever can be left can be fetched, with whatever mark it is asked for.
    @Test
    void theLargestObjectWithTheLongestFieldsFitsIntoAMessage() {
        for (String limit : List.of("16KB", "17KB", "100001B", "512KB")) {
            SizeLimits sizes = limits(limit);
            var object = object("i".repeat(64), longest(), (int) sizes.syncObject().toBytes(), 100_000, 100_000);

            assertThat(written(List.of(object), "\u0001".repeat(64), "c".repeat(64), true))
                    .as(limit)
                    .isLessThanOrEqualTo(sizes.textMessage().toBytes());
        }
    }

    private static SizeLimits limits(String textMessage) {
        return new Binder(
                        new MapConfigurationPropertySource(
                                Map.of(
                                        "commserver.limits.text-message",
                                        textMessage,
                                        "commserver.limits.sync-object",
                                        "1MB")))
                .bind("commserver.limits", SizeLimits.class)
                .get();
    }

    private static boolean isWhole(String text) {
        return StandardCharsets.UTF_8.newEncoder().canEncode(text);
    }

    private static long written(List<MailObject> objects, @Nullable String ref, String cursor, boolean restarted) {
        String json = CODEC.encode(new SyncData(ref, objects, CHECKSUM, cursor, restarted ? true : null));
        return json.getBytes(StandardCharsets.UTF_8).length;
    }

    @Provide
    Arbitrary<List<MailObject>> batches() {
        return objects().list().ofMinSize(1).ofMaxSize(6);
    }

    private static Arbitrary<MailObject> objects() {
        Arbitrary<Integer> parts = Arbitraries.integers().between(1, 100_000).injectNull(0.5);
        return Combinators.combine(
                        Arbitraries.integers().between(1, 64),
                        Arbitraries.of(SENDERS),
                        Arbitraries.integers().between(0, 1000),
                        parts)
                .as((id, sender, size, part) -> object("x".repeat(id), sender, size, part, part));
    }

    private static MailObject object(
            String id, Identity from, int size, @Nullable Integer part, @Nullable Integer parts) {
        return new MailObject(id, from, STORED, Bytes.of(new byte[size]), CHECKSUM, part, parts);
    }

    private static Identity longest() {
        return anybody(SignatureAlgorithm.ECDSA_P256);
    }

    private static Identity anybody(SignatureAlgorithm algorithm) {
        try (SigningKey key = SigningKey.generate(algorithm)) {
            return key.identity();
        }
    }
}
