package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.sealing.SealingSuite;
import one.commserver.protocol.sealing.SealedObject;

import org.junit.jupiter.api.Test;

import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// Holds what docs/protocol.md says of sealing and the code together.
class SealingDocumentTest {

    private static final ProtocolDocument TEXT = new ProtocolDocument();

    @Test
    void theExampleOfASealingKeyIsTheVectors() {
        Vectors.Case vector = Vectors.one("9-sealing/keys/ed25519.json");

        assertEquals(vector.text("transcript"), TEXT.example("sealing-key"));
        assertTrue(TEXT.contains("signature = `" + vector.text("signature") + "`"));
    }

    @Test
    void theExampleOfASealedObjectIsTheVectors() {
        Vectors.Case vector = Vectors.one("9-sealing/objects/ed25519.json");
        SealedObject object = SealedObject.decode(Bytes.fromBase64Url(vector.text("object")));

        assertEquals(HexFormat.of().formatHex(object.signedBytes()), TEXT.example("sealed-object"));
        assertTrue(TEXT.contains("signature = `" + vector.text("signature") + "`"));
    }

    @Test
    void theTableOfSuitesIsTheEnum() {
        List<List<String>> expected =
                Arrays.stream(SealingSuite.values())
                        .map(suite ->
                                List.of(
                                        suite.wireName(),
                                        suite.publicKeyLength() + " bytes",
                                        suite.encapsulationLength() + " bytes"))
                        .toList();

        List<List<String>> written =
                TEXT.table("suite", "what it is", "key", "`enc`").stream()
                        .map(row -> List.of(row.get(0), row.get(2), row.get(3)))
                        .toList();
        assertEquals(expected, written);
    }

    @Test
    void theTableOfOverheadsIsWhatObjectsHave() {
        List<List<String>> expected =
                Arrays.stream(SignatureAlgorithm.values())
                        .map(sender -> List.of(sender.wireName(), SealedObject.overhead(sender) + " bytes"))
                        .toList();

        assertEquals(expected, TEXT.table("sender", "longer by at most"));
    }
}
