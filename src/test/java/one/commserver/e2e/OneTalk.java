package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxChallenge;
import one.commserver.crypto.box.BoxKey;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxPublicKey;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;

/// The ONE dialect, spoken word by word.
final class OneTalk {

    static final String HANDOVER = "{\"command\":\"connection_handover\"}";
    static final String PING = "{\"command\":\"ping\"}";
    static final String PONG = "{\"command\":\"pong\"}";
    static final String NO_LISTENER = "Close called: No listening connection for the specified publicKey.";

    private static final HexFormat HEX = HexFormat.of();

    private OneTalk() {}

    static String hex(BoxKeyPair key) {
        return key.publicKey().hex();
    }

    static String hex(byte[] bytes) {
        return HEX.formatHex(bytes);
    }

    static String register(String key) {
        return "{\"command\":\"register\",\"publicKey\":\"" + key + "\"}";
    }

    static String response(String hex) {
        return "{\"command\":\"authentication_response\",\"response\":\"" + hex + "\"}";
    }

    static String request(String source, String target) {
        return "{\"command\":\"communication_request\",\"sourcePublicKey\":\""
                + source
                + "\",\"targetPublicKey\":\""
                + target
                + "\"}";
    }

    /// The challenge that comes for a key.
    static JsonNode challenge(RawClient client, BoxKeyPair key) {
        client.text(register(hex(key)));
        JsonNode challenge = JsonMapper.shared().readTree(client.nextText());
        assertThat(challenge.propertyNames()).containsExactly("command", "publicKey", "challenge");
        assertThat(challenge.get("command").asString()).isEqualTo("authentication_request");
        return challenge;
    }

    /// The right answer.
    static byte[] answer(BoxKeyPair key, JsonNode challenge) {
        try (BoxKey shared = shared(key, challenge)) {
            return BoxChallenge.answer(shared, HEX.parseHex(challenge.get("challenge").asString()));
        }
    }

    static BoxKey shared(BoxKeyPair key, JsonNode challenge) {
        return key.agree(BoxPublicKey.ofHex(challenge.get("publicKey").asString()));
    }

    /// Registers, so that the client waits.
    ///
    /// @return the interval of the server's pings in milliseconds
    static long wait(RawClient client, BoxKeyPair key) {
        client.text(response(hex(answer(key, challenge(client, key)))));
        JsonNode success = JsonMapper.shared().readTree(client.nextText());
        assertThat(success.propertyNames()).containsExactly("command", "pingInterval");
        assertThat(success.get("command").asString()).isEqualTo("authentication_success");
        return success.get("pingInterval").asLong();
    }

    /// The listener is handed over to whoever has asked.
    static void isHandedOver(RawClient listener, String source, BoxKeyPair target) {
        assertThat(listener.nextText()).isEqualTo(HANDOVER);
        assertThat(listener.nextText()).isEqualTo(request(source, hex(target)));
    }

    /// What one says the other hears.
    static void hears(RawClient from, RawClient to, String text) {
        from.text(text);
        assertThat(to.nextText()).isEqualTo(text);
    }

    static void hears(RawClient from, RawClient to, byte[] bytes) {
        from.binary(bytes);
        Received next = to.next();
        assertThat(next).isInstanceOf(Received.Binary.class);
        assertThat(((Received.Binary) next).bytes()).isEqualTo(bytes);
    }

    static void isClosed(RawClient client, String reason) {
        isClosed(client, 1000, reason);
    }

    static void isClosed(RawClient client, int code, String reason) {
        assertThat(client.next()).isEqualTo(new Received.Close(code, reason));
        assertThat(client.next()).isEqualTo(new Received.Ended());
    }

    static byte[] bytes(int count) {
        byte[] bytes = new byte[count];
        for (int i = 0; i < count; i++) {
            bytes[i] = (byte) (i * 31 + i / 251);
        }
        return bytes;
    }

    static String text(int bytes) {
        byte[] text = new byte[bytes];
        for (int i = 0; i < bytes; i++) {
            text[i] = (byte) ('a' + i % 26);
        }
        return new String(text, StandardCharsets.US_ASCII);
    }

    /// Whether a thread has nothing more to do by then.
    static boolean endsWithin(Thread thread, Duration duration) {
        try {
            return thread.join(duration);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new AssertionError(interrupted);
        }
    }
}
