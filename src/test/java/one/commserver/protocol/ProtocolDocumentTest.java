package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.lang.reflect.RecordComponent;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// Holds docs/protocol.md and the code together, column by column.
class ProtocolDocumentTest {

    private static final ProtocolDocument TEXT = new ProtocolDocument();

    @Test
    void theTableOfErrorsIsTheEnum() {
        List<List<String>> expected =
                Arrays.stream(ErrorCode.values())
                        .map(code ->
                                List.of(
                                        code.wireName(),
                                        code.category().wireName(),
                                        code.severity().wireName(),
                                        code.retry().wireName(),
                                        code.closes().map(ProtocolDocumentTest::word).orElse("stays open"),
                                        code.text()))
                        .toList();

        assertEquals(expected, TEXT.table("code", "category", "severity", "retry", "then", "message"));
    }

    @Test
    void theTableOfClosesIsTheEnum() {
        List<List<String>> expected =
                Arrays.stream(CloseReason.values())
                        .map(close ->
                                List.of(
                                        word(close),
                                        Integer.toString(close.code()),
                                        close.text(),
                                        word(close.reconnect())))
                        .toList();

        assertEquals(expected, TEXT.table("close", "code", "text", "reconnect"));
    }

    @Test
    void theTableOfChannelReasonsIsTheEnum() {
        List<String> expected = Arrays.stream(ChannelCloseReason.values()).map(ChannelCloseReason::wireName).toList();

        assertEquals(expected, TEXT.table("reason", "meaning").stream().map(List::getFirst).toList());
    }

    @Test
    void aCloseReasonFitsIntoItsFrame() {
        for (CloseReason close : CloseReason.values()) {
            assertTrue(close.text().getBytes(StandardCharsets.UTF_8).length <= 123, close::name);
        }
    }

    @ParameterizedTest
    @MethodSource("types")
    void theFieldsOfAMessageAreItsRecords(String name) {
        List<List<String>> rows = split(TEXT.fields(name));
        Set<String> expected =
                Arrays.stream(MessageTypes.all().get(name).getRecordComponents())
                        .map(component -> MessageTypes.wireName(component) + ": " + form(component))
                        .collect(Collectors.toCollection(TreeSet::new));

        Set<String> written =
                rows.stream().map(row -> row.get(0) + ": " + row.get(1)).collect(Collectors.toCollection(TreeSet::new));

        assertEquals(expected, written);
    }

    @Test
    void theExampleOfATranscriptIsTheVectors() {
        Vectors.Case vector = Vectors.one("3-authentication/transcript/ed25519-all-fields.json");

        assertEquals(vector.text("transcript"), TEXT.example("transcript"));
        assertTrue(TEXT.contains("proof = `" + vector.text("proof") + "`"));
        assertTrue(TEXT.contains("signature = `" + vector.text("signature") + "`"));
    }

    @Test
    void theExampleOfAnInviteIsTheVectors() {
        Vectors.Case vector = Vectors.one("7-pairing/invites/ed25519.json");

        assertEquals(vector.text("signed"), TEXT.example("invite"));
        assertTrue(TEXT.contains("signature = `" + vector.text("signature") + "`"));
    }

    @Test
    void theExampleOfAPairingIsTheVectors() {
        Vectors.Case vector = Vectors.one("7-pairing/transcripts/invite.json");

        assertEquals(vector.text("transcript"), TEXT.example("pairing"));
        assertTrue(TEXT.contains("proof = `" + vector.text("signature") + "`"));
    }

    /// A row may describe several fields, separated by commas in its first two cells.
    private static List<List<String>> split(List<List<String>> rows) {
        return rows.stream().flatMap(ProtocolDocumentTest::splitRow).toList();
    }

    private static Stream<List<String>> splitRow(List<String> row) {
        List<String> fields = parts(row.get(0));
        List<String> forms = parts(row.get(1));
        if (fields.size() == 1) {
            return Stream.of(List.of(row.get(0), row.get(1)));
        }
        return IntStream.range(0, fields.size()).mapToObj(i -> List.of(fields.get(i), forms.get(i)));
    }

    private static List<String> parts(String cell) {
        return Arrays.stream(cell.split(",", -1)).map(String::strip).toList();
    }

    /// How the text calls a component's type, with a question mark where it may be absent.
    private static String form(RecordComponent component) {
        return form(component.getType(), component.getName()) + (MessageTypes.isRequired(component) ? "" : "?");
    }

    private static String form(Class<?> type, String name) {
        if (type == Identity.class) {
            return "identity";
        } else if (type == Bytes.class) {
            return "bytes";
        } else if (type.isEnum()) {
            return "word";
        } else if (type == boolean.class || type == Boolean.class) {
            return "true or false";
        } else if (type == List.class) {
            return name.matches("capabilities|requirements|ids") ? "list of names" : "list of objects";
        } else if (type.isRecord()) {
            return "object";
        } else if (type != String.class) {
            return "number";
        }
        return switch (name) {
            case "timestamp", "expires", "serverTime", "paired", "at" -> "time";
            case "instance", "lane", "reason", "code", "after", "next", "connectionId", "trustLevel" -> "name";
            case "suite", "id", "object", "lastSync", "nextBatch" -> "name";
            default -> "text";
        };
    }

    private static String word(Enum<?> constant) {
        return constant.name().toLowerCase(Locale.ROOT);
    }

    static Set<String> types() {
        return MessageTypes.all().keySet();
    }
}
