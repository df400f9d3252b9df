package one.commserver.client.one.plugin;

import static one.commserver.client.one.plugin.Through.bytes;
import static one.commserver.client.one.plugin.Through.in;
import static one.commserver.client.one.plugin.Through.out;
import static one.commserver.client.one.plugin.Through.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Messages as in the golden vectors, both ways, and frames of somebody who has no key or breaks the rules with it.
class OneEncryptionPluginTest {

    private static final HexFormat HEX = HexFormat.of();
    private static final Path VECTORS = Path.of("src/test/resources/vectors/one/encryption");

    private final List<OneException> failures = new ArrayList<>();
    private final OneEncryptionPlugin initiator = plugin(Side.INITIATOR, Padding.RANDOM);
    private final OneEncryptionPlugin acceptor = plugin(Side.ACCEPTOR, Padding.RANDOM);

    @ParameterizedTest
    @ValueSource(strings = {"text", "bytes", "padded-text"})
    void aMessageIsTheVectors(String name) throws IOException {
        JsonNode vector = JsonMapper.builder().build().readTree(Files.readString(VECTORS.resolve(name + ".json")));
        byte[] padding = hex(vector, "padding");
        int counter = vector.required("counter").intValue();
        Side side = counter % 2 == 0 ? Side.ACCEPTOR : Side.INITIATOR;
        ConnectionEvent message =
                vector.has("text") ? text(vector.get("text").stringValue()) : bytes(bytesOf(vector, "bytes"));
        OneEncryptionPlugin sender = plugin(side, () -> padding);
        OneEncryptionPlugin receiver = plugin(side.other(), Padding.RANDOM);
        for (long before = side.firstNumber(); before < counter; before += 2) {
            in(receiver, out(sender, text("before")).getFirst());
        }

        List<ConnectionEvent> wire = out(sender, message);

        assertThat(wire).containsExactly(bytes(bytesOf(vector, "wire")));
        assertThat(in(receiver, wire.getFirst())).containsExactly(message);
        assertThat(failures).isEmpty();
    }

    @Property(tries = 200)
    void whatGoesInComesOut(@ForAll @Size(max = 500) byte[] content, @ForAll String text) {
        for (var pair : List.of(List.of(initiator, acceptor), List.of(acceptor, initiator))) {
            ConnectionEvent sealed = out(pair.getFirst(), bytes(content)).getFirst();
            assertThat(sealed.bytes() - content.length).isBetween(17, OneEncryptionPlugin.MAX_OVERHEAD);
            assertThat(in(pair.getLast(), sealed)).containsExactly(bytes(content));

            String expected = Plaintext.text(Plaintext.utf8(text));
            assertThat(in(pair.getLast(), out(pair.getFirst(), text(text)).getFirst())).containsExactly(text(expected));
        }
        assertThat(failures).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({"1, 01", "1000, 03e8", "1000000, 0f4240"})
    void aNumberStandsAtTheEndOfTheNonce(long number, String end) {
        String nonce = HEX.formatHex(Counter.nonce(number));

        assertThat(nonce).hasSize(48).endsWith(end).matches("0+" + end);
    }

    @Test
    void numbersEndWhereJavaScriptsDo() {
        Counter counter = new Counter(Counter.END - 1);

        assertThat(counter.nonce()).isEqualTo(Counter.nonce(Counter.END - 1));
        assertThatExceptionOfType(OneException.class).isThrownBy(counter::nonce);
    }

    @Test
    void aTextIsReadAsJavaScriptReadsIt() {
        assertThat(Plaintext.text(Plaintext.utf8("\uFEFFa\uFEFF"))).isEqualTo("a\uFEFF");
        assertThat(Plaintext.text(Plaintext.utf8("a\uD800b"))).isEqualTo("a\uFFFDb");
        assertThat(Plaintext.text(new byte[] {'a', (byte) 0xFF})).isEqualTo("a\uFFFD");
    }

    @Test
    void longerPaddingIsReadToo() {
        byte[] plaintext = new byte[3 + 300 + 2];
        plaintext[0] = 0x12;
        plaintext[1] = 1;
        plaintext[2] = 300 - 256;
        plaintext[303] = 'h';
        plaintext[304] = 'i';

        assertThat(Plaintext.read(plaintext)).isEqualTo(text("hi"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "01", "0101", "010200", "0201", "020001", "0fffffffffffffffffffffffffffffff", "20", "80"})
    void anotherFormIsRefused(String plaintext) {
        assertThatExceptionOfType(OneException.class)
                .isThrownBy(() -> Plaintext.read(HEX.parseHex(plaintext)))
                .satisfies(refused -> assertThat(refused.reason()).isEqualTo(Reason.MALFORMED));
    }

    @Test
    void anEmptyMessageIsOne() {
        assertThat(Plaintext.read(HEX.parseHex("00"))).isEqualTo(bytes());
        assertThat(Plaintext.read(HEX.parseHex("10"))).isEqualTo(text(""));
    }

    @Test
    void aChangedMessageFails() {
        ConnectionEvent.Binary sealed = sealed("hello");
        sealed.data().put(3, (byte) (sealed.data().get(3) ^ 1));

        assertFails(Reason.NOT_AUTHENTIC, sealed);
    }

    @Test
    void aRepeatedMessageFails() {
        ConnectionEvent.Binary sealed = sealed("hello");
        in(acceptor, sealed);

        assertFails(Reason.NOT_AUTHENTIC, sealed);
    }

    @Test
    void aMessageThatWasLeftOutIsMissed() {
        sealed("lost");

        assertFails(Reason.NOT_AUTHENTIC, sealed("hello"));
    }

    @Test
    void onesOwnMessageDoesNotOpen() {
        ConnectionEvent own = out(acceptor, text("hello")).getFirst();

        assertFails(Reason.NOT_AUTHENTIC, own);
    }

    @Test
    void aFrameShorterThanItsTagFails() {
        assertFails(Reason.NOT_AUTHENTIC, bytes(new byte[15]));
    }

    @Test
    void aTextFrameFails() {
        assertFails(Reason.MALFORMED, text("keepalive"));
    }

    @Test
    void behindAFailureNothingPasses() {
        ConnectionEvent.Binary good = sealed("hello");
        in(acceptor, text("bad"));

        assertThat(in(acceptor, good)).isEmpty();
        assertThat(out(acceptor, text("hello"))).isEmpty();
        assertThat(failures).hasSize(1);
    }

    @Test
    void whenTheKeyIsWipedNothingPasses() {
        ConnectionEvent.Binary good = sealed("hello");
        acceptor.wipe();

        assertThat(in(acceptor, good)).isEmpty();
        assertThat(out(acceptor, text("hello"))).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void aCloseIsNotEncrypted() {
        ConnectionEvent close = new ConnectionEvent.Closing(CloseStatus.of(CloseReason.NORMAL));

        assertThat(out(initiator, close)).containsExactly(close);
        assertThat(in(acceptor, close)).containsExactly(close);
    }

    private void assertFails(Reason reason, ConnectionEvent event) {
        assertThat(in(acceptor, event)).isEmpty();
        assertThat(failures).singleElement().extracting(OneException::reason).isEqualTo(reason);
    }

    private ConnectionEvent.Binary sealed(String text) {
        return (ConnectionEvent.Binary) out(initiator, text(text)).getFirst();
    }

    private OneEncryptionPlugin plugin(Side side, Padding padding) {
        return new OneEncryptionPlugin(key(), side, padding, failures::add);
    }

    /// That of the vectors.
    private static BoxKey key() {
        byte[] one = new byte[32];
        byte[] other = new byte[32];
        Arrays.fill(one, (byte) 0x11);
        Arrays.fill(other, (byte) 0x22);
        try (BoxKeyPair first = BoxKeyPair.ofSecret(one);
                BoxKeyPair second = BoxKeyPair.ofSecret(other)) {
            return first.agree(second.publicKey());
        }
    }

    private static byte[] bytesOf(JsonNode vector, String field) {
        return HEX.parseHex(vector.required(field).stringValue());
    }

    private static byte @Nullable [] hex(JsonNode vector, String field) {
        return vector.required(field).isNull() ? null : bytesOf(vector, field);
    }
}
