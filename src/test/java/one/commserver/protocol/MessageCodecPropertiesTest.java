package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotNull;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.List;

class MessageCodecPropertiesTest {

    private static final MessageCodec CODEC = MessageCodec.shared();

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatAClientEncodesIsDecodedAgain(@ForAll("clientMessages") ClientMessage message) {
        assertEquals(message, CODEC.decodeClient(CODEC.encode(message)));
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void whatAServerEncodesIsDecodedAgain(@ForAll("serverMessages") ServerMessage message) {
        assertEquals(message, CODEC.decodeServer(CODEC.encode(message)));
    }

    @Property
    void noTextMakesTheCodecThrowAnythingElse(@ForAll String text) {
        assertOnlyRefused(text);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void noDamageMakesTheCodecThrowAnythingElse(@ForAll("damagedTexts") String text) {
        assertOnlyRefused(text);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void noValueInAnyFieldMakesTheCodecThrowAnythingElse(@ForAll("objects") String text) {
        assertOnlyRefused(text);
    }

    @Property(edgeCases = EdgeCasesMode.NONE)
    void aRefusalNeverRepeatsAValue(@ForAll("objectsWithMarks") String text) {
        try {
            CODEC.decodeClient(text);
        } catch (MalformedMessageException e) {
            assertFalse(e.sentence().contains("MARK"), e::sentence);
        }
    }

    @Property
    void nothingNearTheCorpusMakesTheCodecThrowAnythingElse(@ForAll("nearTheCorpus") String text) {
        assertOnlyRefused(text);
    }

    @Test
    void theCorpusIsReplayed() {
        Corpus.lines("messages").forEach(MessageCodecPropertiesTest::assertOnlyRefused);
    }

    @Provide
    Arbitrary<String> nearTheCorpus() {
        return Damage.texts(Corpus.lines("messages"));
    }

    private static void assertOnlyRefused(String text) {
        try {
            assertNotNull(CODEC.decodeClient(text));
        } catch (MalformedMessageException e) {
            assertNotNull(CODEC.encode(e.toError()));
        }
        try {
            assertNotNull(CODEC.decodeServer(text));
        } catch (MalformedMessageException e) {
            assertNotNull(CODEC.encode(e.toError()));
        }
    }

    @Provide
    Arbitrary<ClientMessage> clientMessages() {
        return Messages.any(ClientMessage.class);
    }

    @Provide
    Arbitrary<ServerMessage> serverMessages() {
        return Messages.any(ServerMessage.class);
    }

    /// A legal text with a piece of it replaced by another.
    @Provide
    Arbitrary<String> damagedTexts() {
        Arbitrary<String> pieces =
                Arbitraries.oneOf(
                        Arbitraries.strings().ofMaxLength(4),
                        Arbitraries.of(
                                "\"",
                                "{",
                                "}",
                                "[",
                                "]",
                                ":",
                                ",",
                                "null",
                                "1e9",
                                "-",
                                "\\",
                                "\\ud800",
                                "\"type\":",
                                "\uD83D"));
        return Combinators.combine(
                        Messages.any(Message.class).map(CODEC::encode),
                        pieces,
                        Arbitraries.integers().between(0, 10_000),
                        Arbitraries.integers().between(0, 8))
                .as((text, piece, where, length) -> {
                    int from = where % text.length();
                    return text.substring(0, from) + piece + text.substring(Math.min(text.length(), from + length));
                });
    }

    /// An object of a known type with any value in any known field.
    @Provide
    Arbitrary<String> objects() {
        return object(
                Arbitraries.of(
                        "null",
                        "true",
                        "0",
                        "-1",
                        "1.5",
                        "1e400",
                        "99999999999999999999",
                        "\"\"",
                        "\"0\"",
                        "\"\\ud800\"",
                        "[]",
                        "[null]",
                        "[[1]]",
                        "{}",
                        "{\"a\":1}",
                        "\"ed25519:\"",
                        "\"AAAA\"",
                        "\"data\"",
                        "{\"type\":\"auth\"}",
                        "[{\"channel\":1}]"));
    }

    @Provide
    Arbitrary<String> objectsWithMarks() {
        return object(Arbitraries.of("\"MARK\"", "[\"MARK\"]", "{\"MARK\":1}", "\"ed25519:MARK\"", "\"MARK:MARK\""));
    }

    private static Arbitrary<String> object(Arbitrary<String> values) {
        Arbitrary<Class<? extends Message>> types = Arbitraries.of(List.copyOf(MessageTypes.all().values()));
        return types.flatMap(type ->
                Arbitraries.of(type.getRecordComponents())
                        .map(MessageTypes::wireName)
                        .flatMap(field -> values.map(value -> Tuple.of(field, value)))
                        .list()
                        .uniqueElements(Tuple.Tuple2::get1)
                        .ofMaxSize(type.getRecordComponents().length)
                        .map(fields -> text(type, fields)));
    }

    private static String text(Class<? extends Message> type, List<Tuple.Tuple2<String, String>> fields) {
        String name = type.getAnnotation(com.fasterxml.jackson.annotation.JsonTypeName.class).value();
        StringBuilder text = new StringBuilder("{\"type\":\"" + name + "\"");
        fields.forEach(field -> text.append(",\"").append(field.get1()).append("\":").append(field.get2()));
        return text.append('}').toString();
    }
}
