package one.commserver.client.encryption;

import static one.commserver.client.encryption.Failures.assertFails;
import static one.commserver.client.encryption.Peers.bytes;
import static one.commserver.client.encryption.Peers.end;
import static one.commserver.client.encryption.Peers.flipped;
import static one.commserver.client.encryption.Peers.message;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.encryption.EncryptionException.Reason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Set;

/// Records, and a server that plays with them.
class HostileRecordsTest {

    private final Peers.Both done = Peers.classic().shakeHands();
    private final RecordSealer sealer = done.initiator().sealer();
    private final RecordOpener opener = done.acceptor().opener();
    private final Peers peers = Peers.classic();
    private byte[] lastRecord = new byte[0];

    @Test
    void recordsArriveAcrossChangesOfTheKey() {
        for (int i = 0; i < 5 * Peers.FEW_RECORDS; i++) {
            assertThat(opener.open(sealer.seal(message("record " + i)))).isEqualTo(message("record " + i));
        }
    }

    @Test
    void theLargestRecordFillsOneFrameAndALargerOneIsRefused() {
        ByteBuffer largest = ByteBuffer.allocate(Records.MAX_PLAINTEXT).put(0, (byte) 2);

        ByteBuffer record = sealer.seal(largest.duplicate());

        assertThat(record.remaining()).isEqualTo(Records.MAX_PAYLOAD);
        assertThat(opener.open(record)).isEqualTo(largest);
        assertThatThrownBy(() -> sealer.seal(ByteBuffer.allocate(Records.MAX_PLAINTEXT + 1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> sealer.seal(ByteBuffer.allocate(0))).isInstanceOf(IllegalArgumentException.class);
        assertFails(Reason.TOO_LARGE, () -> opener.open(ByteBuffer.allocate(Records.MAX_PAYLOAD + 1)));
    }

    @Test
    void equalMessagesNeverLookEqual() {
        Set<ByteBuffer> seen = new HashSet<>();
        for (int i = 0; i < 5 * Peers.FEW_RECORDS; i++) {
            assertThat(seen.add(sealer.seal(message("same")))).isTrue();
            assertThat(seen.add(done.acceptor().sealer().seal(message("same")))).isTrue();
        }
    }

    @Test
    void aChangedBitAnywhereIsNoticed() {
        int bits = sealer.seal(message("hello")).remaining() * 8;
        for (int bit = 0; bit < bits; bit++) {
            RecordOpener reading = freshOpener();
            byte[] changed = flipped(lastRecord, bit);
            assertFails(Reason.RECORD, () -> reading.open(ByteBuffer.wrap(changed)));
        }
    }

    @Test
    void aShortenedOrLengthenedRecordIsNoticed() {
        for (int length = 0; length < 30; length++) {
            RecordOpener reading = freshOpener();
            byte[] cut = Arrays.copyOf(lastRecord, length);
            if (length != lastRecord.length) {
                assertFails(Reason.RECORD, () -> reading.open(ByteBuffer.wrap(cut)));
            }
        }
    }

    @Test
    void aRepeatedRecordIsNoticed() {
        byte[] record = bytes(sealer.seal(message("one")));
        opener.open(ByteBuffer.wrap(record));

        assertFails(Reason.RECORD, () -> opener.open(ByteBuffer.wrap(record)));
    }

    @Test
    void recordsInAnotherOrderAreNoticed() {
        sealer.seal(message("one"));
        ByteBuffer second = sealer.seal(message("two"));

        assertFails(Reason.RECORD, () -> opener.open(second));
    }

    @Test
    void aRecordFromBeforeTheKeyChangedIsNoticed() {
        byte[] first = bytes(sealer.seal(message("first")));
        opener.open(ByteBuffer.wrap(first));
        for (int i = 1; i < Peers.FEW_RECORDS; i++) {
            opener.open(sealer.seal(message("x")));
        }

        assertFails(Reason.RECORD, () -> opener.open(ByteBuffer.wrap(first)));
    }

    @Test
    void aReflectedRecordIsNoticed() {
        ByteBuffer own = sealer.seal(message("one"));

        assertFails(Reason.RECORD, () -> done.initiator().opener().open(own));
    }

    @Test
    void aRecordOfAnotherChannelIsNoticed() {
        assertFails(Reason.RECORD, () -> opener.open(peers.shakeHands().initiator().sealer().seal(message("one"))));
    }

    @Test
    void aCutStreamDoesNotLookComplete() {
        opener.open(sealer.seal(message("one")));

        assertThat(opener.isEnded()).isFalse();
        assertFails(Reason.TRUNCATED, opener::finish);
    }

    @Test
    void aCompleteStreamIsOne() {
        opener.open(sealer.seal(message("one")));
        opener.open(sealer.seal(end()));

        opener.finish();

        assertThat(opener.isEnded()).isTrue();
    }

    @Test
    void nothingComesBehindTheEnd() {
        opener.open(sealer.seal(end()));

        assertFails(Reason.UNEXPECTED, () -> opener.open(sealer.seal(message("late"))));
    }

    @Test
    void afterAFailureNothingIsReadAnyMore() {
        ByteBuffer good = sealer.seal(message("one"));

        assertFails(Reason.RECORD, () -> opener.open(ByteBuffer.allocate(40)));
        assertFails(Reason.CLOSED, () -> opener.open(good));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 5, 0x11, 0x43, 0x83, 0x44, 0x84, 0xff, 0x22})
    void aHeadThatIsNoneIsRefusedFromThePeerToo(int head) {
        ByteBuffer nonsense = ByteBuffer.wrap(new byte[] {(byte) head});

        assertFails(Reason.MALFORMED, () -> opener.open(sealer.seal(nonsense)));
    }

    @ParameterizedTest
    @ValueSource(ints = {3, 4})
    void anEndOrSignOfLifeWithContentIsRefused(int head) {
        ByteBuffer nonsense = ByteBuffer.wrap(new byte[] {(byte) head, 1});

        assertFails(Reason.MALFORMED, () -> opener.open(sealer.seal(nonsense)));
    }

    @Test
    void aClosedEndNeitherSealsNorOpens() {
        ByteBuffer record = sealer.seal(message("one"));
        done.initiator().close();
        done.acceptor().close();

        assertThatThrownBy(() -> sealer.seal(message("two"))).isInstanceOf(IllegalStateException.class);
        assertFails(Reason.CLOSED, () -> opener.open(record));
    }

    /// The reading end of a channel whose first record is the last one.
    private RecordOpener freshOpener() {
        Peers.Both both = peers.shakeHands();
        lastRecord = bytes(both.initiator().sealer().seal(message("hello")));
        return both.acceptor().opener();
    }
}
