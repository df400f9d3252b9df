package one.commserver.client.one.plugin;

import static one.commserver.client.one.plugin.Through.ascii;
import static one.commserver.client.one.plugin.Through.bytes;
import static one.commserver.client.one.plugin.Through.in;
import static one.commserver.client.one.plugin.Through.out;
import static one.commserver.client.one.plugin.Through.text;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.Size;
import net.jqwik.api.constraints.StringLength;

import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.wire.ConnectionEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.ArrayList;
import java.util.List;

/// Lines 17 to 24 of the upstream tests, and a peer that breaks the rules with authentic messages.
class OneFragmentationPluginTest {

    private static final String START_BYTES = "fragmentation_start_binary";
    private static final String START_TEXT = "fragmentation_start_string";
    private static final String END = "fragmentation_end";

    private final List<OneException> failures = new ArrayList<>();
    private final OneFragmentationPlugin plugin = new OneFragmentationPlugin(40, 100_000, failures::add);
    private final OneFragmentationPlugin wide = new OneFragmentationPlugin(200, 100_000, failures::add);

    @Test
    void whatIsShortStaysAsItIs() {
        assertStays(text("short"));
        assertStays(bytes((byte) 1, (byte) 2));
        assertStays(counted(40));
    }

    @Test
    void oneMoreIsCut() {
        List<ConnectionEvent> sent = out(plugin, counted(41));

        assertThat(sent).containsExactly(text(START_BYTES), counted(40), bytes((byte) 40), text(END));
    }

    @Test
    void fragmentsAreFull() {
        List<ConnectionEvent> sent = out(plugin, counted(251));

        assertThat(sent.stream().map(OneFragmentationPluginTest::length))
                .containsExactly(26, 40, 40, 40, 40, 40, 40, 11, 17);
        assertThat(joined(plugin, sent)).containsExactly(counted(251));
    }

    @Test
    void whateverFragmentsComeAreJoined() {
        assertThat(in(plugin, counted(39))).containsExactly(counted(39));
        assertThat(in(plugin, counted(100))).containsExactly(counted(100));
        assertThat(
                        joined(
                                plugin,
                                List.of(
                                        text(START_BYTES),
                                        bytes((byte) 0, (byte) 1),
                                        bytes((byte) 2),
                                        bytes(),
                                        bytes((byte) 3, (byte) 4, (byte) 5),
                                        text(END))))
                .containsExactly(counted(6));
    }

    @Test
    void aLongTextIsCutAndComesBack() {
        String text = "a".repeat(3000);

        List<ConnectionEvent> sent = out(plugin, text(text));

        assertThat(sent).hasSize(77).startsWith(text(START_TEXT)).endsWith(text(END));
        assertThat(joined(plugin, sent)).containsExactly(text(text));
    }

    /// Not how long it is counts, but how long it could be.
    @Test
    void aTextIsCutFromAQuarterOfAFragmentOn() {
        assertStays(text("a".repeat(9)));
        assertThat(out(plugin, text("a".repeat(10))))
                .containsExactly(text(START_TEXT), ascii("a".repeat(10)), text(END));
    }

    @Test
    void aCutMayGoThroughACharacter() {
        String text = "€".repeat(100);

        assertThat(joined(plugin, out(plugin, text(text)))).containsExactly(text(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {START_BYTES, START_TEXT, END})
    void whatLooksLikeAMarkGetsACharacterMore(String mark) {
        for (String text : List.of(mark, mark + "x", mark + "xx", mark + "yz")) {
            List<ConnectionEvent> sent = out(wide, text(text));

            assertThat(sent).containsExactly(text(text + "x"));
            assertThat(in(wide, sent.getFirst())).containsExactly(text(text));
        }
    }

    @Test
    void emptyMessagesStayEmpty() {
        assertStays(text(""));
        assertStays(bytes());
    }

    @Property(tries = 300)
    void whatGoesInComesOut(
            @ForAll @Size(max = 400) byte[] content,
            @ForAll @CharRange(from = '\u0000', to = '\ud7ff') @StringLength(max = 100) String text) {
        assertThat(joined(plugin, out(plugin, bytes(content)))).containsExactly(bytes(content));
        assertThat(joined(plugin, out(plugin, text(text)))).containsExactly(text(text));
    }

    @Test
    void aMessageBeginsWithinNone() {
        assertFails(text(START_TEXT), text(START_BYTES));
    }

    @Test
    void noMessageEndsThatHasNotBegun() {
        assertFails(text(END));
    }

    @Test
    void noTextComesWithinAMessage() {
        assertFails(text(START_BYTES), text("hello"));
    }

    @Test
    void aMessageBeyondTheBoundIsRefused() {
        var small = new OneFragmentationPlugin(40, 100, failures::add);
        in(small, text(START_BYTES));
        in(small, counted(60));

        assertThat(in(small, counted(41))).isEmpty();
        assertThat(failures).singleElement().extracting(OneException::reason).isEqualTo(Reason.TOO_LARGE);
        assertThat(in(small, text(END))).isEmpty();
        assertThat(in(small, text("hello"))).isEmpty();
    }

    @Test
    void aMessageThatWasNotCutHasTheSameBound() {
        var small = new OneFragmentationPlugin(40, 100, failures::add);

        assertThat(in(small, counted(100))).hasSize(1);
        assertThat(in(small, text("x".repeat(101)))).isEmpty();
        assertThat(failures).singleElement().extracting(OneException::reason).isEqualTo(Reason.TOO_LARGE);
    }

    private void assertFails(ConnectionEvent... events) {
        assertThat(joined(plugin, List.of(events))).isEmpty();
        assertThat(failures).singleElement().extracting(OneException::reason).isEqualTo(Reason.MALFORMED);
        assertThat(in(plugin, text("hello"))).isEmpty();
    }

    private void assertStays(ConnectionEvent message) {
        assertThat(out(plugin, message)).containsExactly(message);
        assertThat(in(plugin, message)).containsExactly(message);
    }

    private static List<ConnectionEvent> joined(OneFragmentationPlugin plugin, List<ConnectionEvent> sent) {
        return sent.stream().flatMap(event -> in(plugin, event).stream()).toList();
    }

    private static int length(ConnectionEvent event) {
        return event.bytes();
    }

    /// Bytes that tell where they belong.
    private static ConnectionEvent counted(int length) {
        byte[] bytes = new byte[length];
        for (int i = 0; i < length; i++) {
            bytes[i] = (byte) i;
        }
        return bytes(bytes);
    }
}
