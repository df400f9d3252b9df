package one.commserver.client.encryption;

import static one.commserver.client.encryption.Failures.assertFails;
import static one.commserver.client.encryption.Peers.bytes;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;

/// What may come in the place of records, and what a peer may have put into them.
class RecordDamageTest {

    private static final List<byte[]> GOOD =
            Corpus.lines("record-plaintexts").stream().map(HexFormat.of()::parseHex).toList();

    private static final byte[] KEY = new byte[32];
    private static final byte[] LAST = {RecordHead.END.encoded()};
    private static final Set<Reason> PROMISED =
            EnumSet.of(Reason.RECORD, Reason.TOO_LARGE, Reason.MALFORMED, Reason.UNEXPECTED);

    private record Ends(RecordSealer sealer, RecordOpener opener) {

        private Ends() {
            this(new RecordSealer(KEY.clone(), Peers.FEW_RECORDS), new RecordOpener(KEY.clone(), Peers.FEW_RECORDS));
        }

        private byte[] sealed(byte[] plaintext) {
            return bytes(sealer.seal(ByteBuffer.wrap(plaintext)));
        }

        private byte[] opened(byte[] record) {
            return bytes(opener.open(ByteBuffer.wrap(record)));
        }

        /// Nothing is read any more, and the stream doesn't look complete.
        private void areClosed() {
            assertFails(Reason.CLOSED, () -> opened(sealed(LAST)));
            assertThat(opener.isEnded()).isFalse();
            assertFails(Reason.TRUNCATED, opener::finish);
        }
    }

    /// What becomes of a record on its way.
    enum Way {
        INTACT,
        DAMAGED,
        REPEATED,
        LEFT_OUT,
        LENGTHENED,
        SHORTENED
    }

    /// @param noise which byte is damaged, and how
    @SuppressWarnings("ArrayRecordComponent") // of a test
    record Sent(byte[] plaintext, Way way, int noise) {}

    @Property
    void aPeersRecordIsWhatItSealedOrRefused(@ForAll("plaintexts") byte[] plaintext) {
        var ends = new Ends();
        ByteBuffer record = ByteBuffer.wrap(ends.sealed(plaintext));

        try {
            assertThat(bytes(ends.opener.open(record))).isEqualTo(plaintext);
            RecordHead head = RecordHead.of(plaintext[0]);
            assertThat(head.encoded()).isEqualTo(plaintext[0]);
            assertThat(head.isMessage() || plaintext.length == RecordHead.LENGTH).isTrue();
        } catch (EncryptionException refused) {
            assertThat(refused.reason()).isEqualTo(Reason.MALFORMED);
            assertThat(GOOD).as("refused").doesNotContain(plaintext);
            ends.areClosed();
        }
        assertThat(record.hasRemaining()).isFalse();
    }

    @Property
    void nothingButWhatWasSealedIsEverRead(@ForAll("ways") List<Sent> sent) {
        var ends = new Ends();
        for (Sent each : sent) {
            byte[] sealed = ends.sealed(each.plaintext);
            for (byte[] come : arriving(each, sealed)) {
                try {
                    assertThat(ends.opened(come)).isEqualTo(each.plaintext);
                    assertThat(come).as("taken although it was %s", each.way).isSameAs(sealed);
                } catch (EncryptionException refused) {
                    assertThat(refused.reason()).isIn(PROMISED);
                    ends.areClosed();
                    return;
                }
            }
            if (each.way == Way.LEFT_OUT) {
                assertFails(Reason.RECORD, () -> ends.opened(ends.sealed(LAST)));
                return;
            }
        }
    }

    @Property
    void whateverComesFromWhoeverIsRefused(@ForAll byte[] any) {
        var ends = new Ends();

        assertFails(Reason.RECORD, () -> ends.opened(any));

        ends.areClosed();
    }

    @Test
    void theCorpusIsReplayed() {
        GOOD.forEach(this::aPeersRecordIsWhatItSealedOrRefused);
    }

    /// The same array where nothing has become of it.
    private static List<byte[]> arriving(Sent each, byte[] sealed) {
        List<byte[]> come = new ArrayList<>();
        switch (each.way) {
            case INTACT -> come.add(sealed);
            case DAMAGED -> come.add(Peers.flipped(sealed, each.noise % (sealed.length * Byte.SIZE)));
            case REPEATED -> {
                come.add(sealed);
                come.add(sealed.clone());
            }
            case LEFT_OUT -> {}
            case LENGTHENED ->
                    come.add(ByteBuffer.allocate(sealed.length + 1 + each.noise % 20_000).put(sealed).array());
            case SHORTENED -> come.add(bytes(ByteBuffer.wrap(sealed, 0, each.noise % sealed.length)));
        }
        return come;
    }

    @Provide
    Arbitrary<byte[]> plaintexts() {
        return Damage.bytes(GOOD).filter(plaintext -> plaintext.length > 0);
    }

    @Provide
    Arbitrary<List<Sent>> ways() {
        Arbitrary<byte[]> messages =
                Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(40).map(RecordDamageTest::message);
        Arbitrary<Way> ways =
                Arbitraries.frequencyOf(
                        Tuple.of(9, Arbitraries.just(Way.INTACT)), Tuple.of(1, Arbitraries.of(Way.class)));
        return Combinators.combine(messages, ways, Arbitraries.integers().between(0, 1_000_000))
                .as(Sent::new)
                .list()
                .ofMaxSize(20);
    }

    private static byte[] message(byte[] any) {
        any[0] = new RecordHead(RecordHead.Kind.BINARY, false, false).encoded();
        return any;
    }
}
