package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/// Chapter 2, text frames: what is ignored, what is answered and stays open, and what closes.
class TextFramesIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    private static final int BEFORE = 16 * 1024;
    private static final int AFTER = 512 * 1024;

    @Test
    void eachReplyRepeatsTheRef() {
        RawClient client = SERVER.join();
        String longest = "é".repeat(64);

        client.send(new Heartbeat(longest, 5L, 6L, 7L));
        assertThat(client.message(HeartbeatAck.class).ref()).isEqualTo(longest);

        client.text("{\"type\":\"heartbeat\"}");
        assertThat(client.nextText()).isEqualTo("{\"type\":\"heartbeat_ack\"}");

        client.text("{\"type\":\"nonsense\",\"ref\":\"n\"}");
        assertThat(client.error(ErrorCode.UNKNOWN_TYPE).ref()).isEqualTo("n");
    }

    @Test
    void unknownFieldsAreIgnored() {
        RawClient client = SERVER.join();

        client.text(
                "{\"later\":{\"type\":\"x\",\"n\":[1,{\"a\":null}]},\"type\":\"heartbeat\",\"rtt_ms\":null,\"ref\":\"u\"}");

        assertThat(client.message(HeartbeatAck.class).ref()).isEqualTo("u");
    }

    @ParameterizedTest
    @ValueSource(strings = {"nonsense", "", "auth_success", "channel_offer", "Heartbeat", "error", "heartbeat_ack"})
    void aTypeThatClientsDoNotSendIsAnsweredAndHarmless(String type) {
        RawClient client = SERVER.join();

        client.text("{\"type\":\"" + type + "\"}");

        client.error(ErrorCode.UNKNOWN_TYPE);
        client.isQuiet();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "x",
                "[]",
                "null",
                "{}",
                "{\"type\":7}",
                "{\"type\":\"heartbeat\"} {}",
                "{\"type\":\"heartbeat\",\"ref\":\"a\",\"ref\":\"b\"}",
                "{\"type\":\"heartbeat\",\"x\":1,\"\\u0078\":2}",
                "{\"type\":\"heartbeat\",\"x\":[[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]]}",
                "{\"type\":\"heartbeat\",\"x\":1e99999999999999999999999999999999999999999999999999999999999999999999}",
                "{'type':'heartbeat'}",
                "{\"type\":\"heartbeat\",}",
                "{\"type\":\"heartbeat\"",
                "{\"command\":\"register\"}"
            })
    void whatIsNoMessageCloses(String text) {
        RawClient client = SERVER.join();

        client.text(text);

        client.refused(ErrorCode.MALFORMED_MESSAGE, CloseReason.INVALID_PAYLOAD);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"type\":\"heartbeat\",\"rtt_ms\":\"5\"}",
                "{\"type\":\"heartbeat\",\"rtt_ms\":-1}",
                "{\"type\":\"heartbeat\",\"rtt_ms\":1.5}",
                "{\"type\":\"heartbeat\",\"rtt_ms\":1e3}",
                "{\"type\":\"heartbeat\",\"rtt_ms\":9007199254740992}",
                "{\"type\":\"heartbeat\",\"rtt_ms\":99999999999999999999}",
                "{\"type\":\"heartbeat\",\"ref\":7}",
                "{\"type\":\"heartbeat\",\"ref\":\"\\ud800\"}",
                "{\"type\":\"channel_open\"}",
                "{\"type\":\"channel_open\",\"to\":\"me\",\"limit\":0}",
                "{\"type\":\"channel_open\",\"to\":null,\"limit\":0}",
                "{\"type\":\"channel_accept\",\"channel\":0,\"limit\":0}",
                "{\"type\":\"channel_accept\",\"channel\":2147483648,\"limit\":0}",
                "{\"type\":\"channel_accept\",\"channel\":1}",
                "{\"type\":\"channel_reject\",\"channel\":1,\"reason\":\"\"}",
                "{\"type\":\"channel_close\",\"channel\":1,\"reason\":\"no spaces\"}",
                "{\"type\":\"channel_close\",\"channel\":true}"
            })
    void aBrokenRuleOfAFieldIsAnsweredAndHarmless(String text) {
        RawClient client = SERVER.join();

        client.text(text);

        assertThat(client.error(ErrorCode.INVALID_MESSAGE).message()).contains("field");
        client.isQuiet();
    }

    @Test
    void aRefThatIsTooLongIsNotRepeated() {
        RawClient client = SERVER.join();

        client.text("{\"type\":\"heartbeat\",\"ref\":\"" + "r".repeat(65) + "\"}");

        assertThat(client.error(ErrorCode.INVALID_MESSAGE).ref()).isNull();
        client.isQuiet();
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"type\":\"nonsense\",\"ref\":\"n\"}", "{\"type\":\"auth\",\"ref\":\"n\"}"})
    void beforeAuthenticationEveryErrorCloses(String text) {
        RawClient client = SERVER.connect();

        client.text(text);

        ErrorMessage error = client.message(ErrorMessage.class);
        assertThat(error.ref()).isEqualTo("n");
        assertThat(error.code()).isIn("unknown_type", "invalid_message");
        client.closed(CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void beforeAuthenticationTheLargestTextPassesAndOneByteMoreDoesNot() {
        RawClient fits = SERVER.connect();
        fits.text(padded(auth(fits), BEFORE));
        fits.message(Challenge.class);

        RawClient tooBig = SERVER.connect();
        tooBig.text(padded(auth(tooBig), BEFORE + 1));
        tooBig.refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);
    }

    @Test
    void afterAuthenticationTheLargestTextPassesAndOneByteMoreDoesNot() {
        RawClient client = SERVER.join();

        client.text(padded("{\"type\":\"heartbeat\"}", AFTER));
        client.message(HeartbeatAck.class);

        client.text(padded("{\"type\":\"heartbeat\"}", AFTER + 1));
        client.refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);
    }

    @Test
    void fragmentsAreCountedTogether() {
        byte[] half = " ".repeat(BEFORE / 2 + 1).getBytes(java.nio.charset.StandardCharsets.US_ASCII);
        RawClient client = SERVER.connect();

        client.raw(Frames.part(Frames.TEXT, half));
        client.raw(Frames.part(Frames.CONTINUATION, half));

        client.refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);
    }

    @Test
    void aFrameIsRefusedByItsHeader() {
        RawClient stranger = SERVER.connect();
        stranger.raw(Frames.head(Frames.TEXT, BEFORE + 1));
        stranger.refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);

        RawClient client = SERVER.join();
        client.raw(Frames.head(Frames.BINARY, Long.MAX_VALUE));
        client.refused(ErrorCode.MESSAGE_TOO_BIG, CloseReason.TOO_BIG);
    }

    private static String auth(RawClient client) {
        return RawClient.CODEC.encode(new Login(client, Who.anybody()).authAt(java.time.Instant.now()));
    }

    private static String padded(String json, int bytes) {
        int room = bytes - json.length() - ",\"pad\":\"\"".length();
        return json.substring(0, json.length() - 1) + ",\"pad\":\"" + "x".repeat(room) + "\"}";
    }
}
