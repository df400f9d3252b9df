package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.protocol.SyncMessage.MailObject;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.util.HexFormat;
import java.util.List;

/// The checksum of a batch, by its vector and by the text.
class BatchChecksumTest {

    private static final Vectors.Case VECTOR = Vectors.one("9-sync/batch.json");
    private static final String CURSOR = VECTOR.text("next_batch");

    @Test
    void theVectorHolds() {
        assertEquals(
                VECTOR.text("transcript"),
                HexFormat.of().formatHex(BatchChecksum.transcript(objects(), CURSOR).bytes()));
        assertEquals(VECTOR.text("checksum"), BatchChecksum.of(objects(), CURSOR).toBase64Url());
    }

    @Test
    void eachObjectOfTheVectorHasItsOwnChecksum() {
        objects().forEach(object -> assertEquals(Digests.sha256(object.data()), object.checksum()));
    }

    @Test
    void theExampleOfABatchIsTheVectors() {
        var text = new ProtocolDocument();

        assertEquals(VECTOR.text("transcript"), text.example("batch"));
        assertTrue(text.contains("checksum = `" + VECTOR.text("checksum") + "`"));
    }

    @Test
    void orderCountAndCursorAreCovered() {
        Bytes right = BatchChecksum.of(objects(), CURSOR);

        assertNotEquals(right, BatchChecksum.of(objects().reversed(), CURSOR));
        assertNotEquals(right, BatchChecksum.of(objects().subList(0, 1), CURSOR));
        assertNotEquals(right, BatchChecksum.of(objects(), CURSOR + "1"));
    }

    private static List<MailObject> objects() {
        return VECTOR.content().required("objects").valueStream().map(BatchChecksumTest::object).toList();
    }

    private static MailObject object(JsonNode object) {
        return new MailObject(
                object.required("id").stringValue(),
                Identity.parse(object.required("from").stringValue()),
                object.required("stored").stringValue(),
                Bytes.fromBase64Url(object.required("data").stringValue()),
                Bytes.fromBase64Url(object.required("checksum").stringValue()),
                number(object, "part"),
                number(object, "parts"));
    }

    private static @Nullable Integer number(JsonNode object, String field) {
        return object.has(field) ? object.required(field).intValue() : null;
    }
}
