package one.commserver.client.peer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.RecordHead;
import one.commserver.client.encryption.RecordHead.Kind;
import one.commserver.client.encryption.Records;
import one.commserver.connection.Plugin;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.ConnectionEvent.Binary;

import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// Fragmentation and compression, and a peer that breaks their rules with authentic records.
class PluginsTest {

    private static final int MAX = 100_000;
    private static final RecordHead WHOLE = new RecordHead(Kind.BINARY, false, false);
    private static final RecordHead PART = new RecordHead(Kind.BINARY, false, true);
    private static final RecordHead DEFLATED = new RecordHead(Kind.BINARY, true, false);

    private final FragmentationPlugin fragmentation = new FragmentationPlugin(MAX);
    private final CompressionPlugin compression = new CompressionPlugin(MAX);

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 16_361, 16_362, 16_363, 32_724, 32_725, MAX})
    void aMessageComesOutAsItWentIn(int length) {
        ConnectionEvent message = message(WHOLE, random(length));

        List<ConnectionEvent> fragments = out(fragmentation, message);

        assertThat(fragments).allMatch(each -> each.bytes() <= Records.MAX_PLAINTEXT);
        assertThat(fragments).hasSize(Math.max(1, (length + 16_361) / 16_362));
        assertThat(fragments.stream().flatMap(each -> in(fragmentation, each).stream())).containsExactly(message);
    }

    @Test
    void aMessageBeyondTheBoundIsRefused() {
        byte[] part = random(16_000);
        for (int i = 0; i < MAX / 16_000; i++) {
            assertThat(in(fragmentation, message(PART, part))).isEmpty();
        }

        assertFails(Reason.TOO_LARGE, () -> in(fragmentation, message(PART, part)));
        assertFails(Reason.TOO_LARGE, () -> in(new FragmentationPlugin(10), message(WHOLE, random(11))));
    }

    @Test
    void nothingElseComesWithinAMessage() {
        in(fragmentation, message(PART, random(3)));

        assertFails(Reason.MALFORMED, () -> in(fragmentation, message(RecordHead.KEEP_ALIVE, new byte[0])));
        assertFails(
                Reason.MALFORMED, () -> in(fragmentation, message(new RecordHead(Kind.TEXT, false, false), random(3))));
        assertFails(Reason.MALFORMED, () -> in(fragmentation, message(DEFLATED, random(3))));
        assertFails(
                Reason.MALFORMED,
                () -> in(fragmentation, new ConnectionEvent.Closing(CloseStatus.of(CloseReason.NORMAL))));
    }

    @Test
    void anEmptyPartIsRefused() {
        assertFails(Reason.MALFORMED, () -> in(fragmentation, message(PART, new byte[0])));
    }

    @Test
    void whatGetsShorterIsDeflatedAndComesOutAsItWas() {
        ConnectionEvent message = message(WHOLE, new byte[50_000]);

        List<ConnectionEvent> deflated = out(compression, message);

        assertThat(deflated).singleElement().matches(each -> each.bytes() < 1000);
        assertThat(in(compression, deflated.getFirst())).containsExactly(message);
    }

    @Test
    void whatGetsNoShorterStaysAsItIs() {
        ConnectionEvent noise = message(WHOLE, random(10_000));
        ConnectionEvent small = message(WHOLE, new byte[10]);

        assertThat(out(compression, noise)).containsExactly(noise);
        assertThat(out(compression, small)).containsExactly(small);
    }

    @Test
    void aBombIsNotInflated() {
        var generous = new CompressionPlugin(PeerSettings.MOST_MAX_MESSAGE);
        ConnectionEvent bomb = out(generous, message(WHOLE, new byte[MAX + 1])).getFirst();

        assertFails(Reason.TOO_LARGE, () -> in(compression, bomb));
    }

    @Test
    void whatIsNotDeflatedIsRefused() {
        Binary good = (Binary) out(compression, message(WHOLE, new byte[1000])).getFirst();
        byte[] stream = bytes(PeerMessage.content(good.data()));

        assertFails(Reason.MALFORMED, () -> in(compression, message(DEFLATED, new byte[0])));
        assertFails(Reason.MALFORMED, () -> in(compression, message(DEFLATED, random(100))));
        byte[] cut = Arrays.copyOf(stream, stream.length - 1);
        assertFails(Reason.MALFORMED, () -> in(compression, message(DEFLATED, cut)));
        byte[] longer = Arrays.copyOf(stream, stream.length + 1);
        assertFails(Reason.MALFORMED, () -> in(compression, message(DEFLATED, longer)));
    }

    private static ConnectionEvent message(RecordHead head, byte[] content) {
        return new Binary(PeerMessage.of(head, ByteBuffer.wrap(content)));
    }

    private static List<ConnectionEvent> out(Plugin plugin, ConnectionEvent event) {
        List<ConnectionEvent> passed = new ArrayList<>();
        plugin.outgoing(event, passed::add);
        return passed;
    }

    private static List<ConnectionEvent> in(Plugin plugin, ConnectionEvent event) {
        List<ConnectionEvent> passed = new ArrayList<>();
        plugin.incoming(event, passed::add);
        return passed;
    }

    private static byte[] random(int length) {
        byte[] bytes = new byte[length];
        new Random(length).nextBytes(bytes);
        return bytes;
    }

    private static byte[] bytes(ByteBuffer buffer) {
        byte[] bytes = new byte[buffer.remaining()];
        buffer.get(bytes);
        return bytes;
    }

    private static void assertFails(Reason reason, ThrowingCallable action) {
        assertThatExceptionOfType(EncryptionException.class)
                .isThrownBy(action)
                .extracting(EncryptionException::reason)
                .isEqualTo(reason);
    }
}
