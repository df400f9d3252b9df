package one.commserver.protocol;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.Vectors.Case;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.node.ObjectNode;

import java.util.HexFormat;

/// The transcript built from decoded messages is the one that was recorded from their texts.
class AuthenticationTranscriptTest {

    private final MessageCodec codec = MessageCodec.shared();

    @ParameterizedTest
    @ValueSource(strings = {"ed25519-valid", "ecdsa-p256-valid", "ml-dsa-65-valid", "transcript/ed25519-all-fields"})
    void whatTravelledIsWhatIsSigned(String name) {
        Case vector = Vectors.one("3-authentication/" + name + ".json");
        Auth auth = (Auth) codec.decodeClient(auth(vector));
        Challenge challenge = (Challenge) codec.decodeServer(challenge(vector));

        var transcript = AuthenticationTranscript.of(auth, challenge);

        assertArrayEquals(HexFormat.of().parseHex(vector.text("transcript")), transcript.bytes());
        assertEquals(vector.text("proof"), transcript.sha256().toBase64Url());
        byte[] signature = Bytes.fromBase64Url(vector.text("signature")).toByteArray();
        assertTrue(PublicKey.of(auth.identity(), auth.key()).verify(transcript.bytes(), signature));
    }

    private static String auth(Case vector) {
        ObjectNode auth = Vectors.JSON.createObjectNode().put("type", "auth");
        for (String field :
                new String[] {"identity", "key", "timestamp", "audience", "instance", "kind", "lane", "session"}) {
            if (vector.content().has(field)) {
                auth.put(field, vector.text(field));
            }
        }
        return auth.toString();
    }

    private static String challenge(Case vector) {
        return Vectors.JSON
                .createObjectNode()
                .put("type", "challenge")
                .put("nonce", vector.text("nonce"))
                .put("algorithm", algorithm(vector))
                .put("audience", vector.text("audience"))
                .put("expires", vector.text("timestamp"))
                .toString();
    }

    private static String algorithm(Case vector) {
        return Identity.parse(vector.text("identity")).algorithm().wireName();
    }
}
