package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import one.commserver.protocol.Vectors.Case;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Runs every text message among the golden vectors through the codec.
class MessageVectorsTest {

    private final MessageCodec codec = MessageCodec.shared();

    @ParameterizedTest
    @MethodSource("accepted")
    void anAcceptedTextIsEncodedAsTheVectorSays(Case vector) {
        Message message = decode(vector);

        assertEquals(vector.text("encoded", vector.text("text")), codec.encode(message));
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRefusedTextIsRefusedWithCodeFieldAndRef(Case vector) {
        var refusal = assertThrows(MalformedMessageException.class, () -> decode(vector));

        assertEquals(vector.text("code"), refusal.code().wireName());
        assertEquals(vector.content().path("ref").asString(null), refusal.ref());
        String field = vector.text("field", "");
        assertTrue(field.isEmpty() || refusal.sentence().contains("'" + field + "'"), refusal.sentence());
        assertTrue(refusal.sentence().endsWith("."), refusal.sentence());
        assertEquals(0, refusal.getStackTrace().length);
    }

    @ParameterizedTest
    @MethodSource("refused")
    void aRefusalIsAnErrorThatAClientCanRead(Case vector) {
        var refusal = assertThrows(MalformedMessageException.class, () -> decode(vector));

        String sent = codec.encode(refusal.toError());

        assertEquals(refusal.toError(), codec.decodeServer(sent));
        assertFalse(sent.contains("one.commserver"), sent);
    }

    @Test
    void everyTypeHasAnAcceptedAndARefusedVector() {
        Set<String> accepted = accepted().map(MessageVectorsTest::type).collect(Collectors.toCollection(TreeSet::new));
        Set<String> refused =
                refused()
                        .filter(vector -> !vector.text("field", "").isEmpty())
                        .map(MessageVectorsTest::type)
                        .collect(Collectors.toCollection(TreeSet::new));

        Set<String> types = MessageTypes.all().keySet();

        assertEquals(types, accepted);
        // their only field is the ref that all messages share
        MessageTypes.all()
                .forEach((name, type) -> {
                    if (type.getRecordComponents().length == 1) {
                        refused.add(name);
                    }
                });
        // decided by the same rules as channel_opened's
        refused.add("channel_offer");
        assertEquals(types, refused);
    }

    private static String type(Case vector) {
        return Vectors.JSON.readTree(vector.text("text")).path("type").asString();
    }

    private Message decode(Case vector) {
        return vector.text("from").equals("server")
                ? codec.decodeServer(vector.text("text"))
                : codec.decodeClient(vector.text("text"));
    }

    static Stream<Case> accepted() {
        return Vectors.messages().stream().filter(vector -> vector.text("expected").equals("accepted"));
    }

    static Stream<Case> refused() {
        return Vectors.messages().stream().filter(vector -> vector.text("expected").equals("refused"));
    }
}
