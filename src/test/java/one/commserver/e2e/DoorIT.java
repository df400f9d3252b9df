package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/// Chapter 1: who is let in, and what the first frame decides.
class DoorIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/a/b",
                "/a//b;x=y?z",
                "//",
                "/actuator/health",
                "/actuator",
                "/%2e%2e/x",
                "/..%2f;/%00",
                "/favicon.ico?token=a%20b",
                "/a%25b%5c"
            })
    void anyPathLeadsIn(String path) {
        RawClient client = SERVER.connect(SERVER.dial().path(path)).login(Who.anybody());

        client.isQuiet();
    }

    @Test
    void theSubprotocolIsConfirmed() {
        assertThat(upgrade("commserver.v1")).isEqualTo("commserver.v1");
        assertThat(upgrade("chat, commserver.v1")).isEqualTo("commserver.v1");
    }

    @Test
    void anUnknownSubprotocolIsNotConfirmedAndDoesNoHarm() {
        assertThat(upgrade("chat")).isNull();

        SERVER.connect(SERVER.dial().header("Sec-WebSocket-Protocol: chat")).login(Who.anybody()).isQuiet();
    }

    @Test
    void whoOffersNoneSpeaksVersionOneToo() {
        SERVER.join().isQuiet();
        SERVER.connect(SERVER.dial().header("Sec-WebSocket-Protocol: commserver.v1")).login(Who.anybody()).isQuiet();
    }

    @Test
    void noExtensionIsNegotiated() {
        var dial = SERVER.dial().header("Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits");
        try (var socket = new RawSocket(dial)) {
            socket.write(dial.upgrade("13"));

            RawSocket.Answer answer = socket.answer();

            assertThat(answer.status()).isEqualTo(101);
            assertThat(answer.headers()).doesNotContainKey("sec-websocket-extensions");
            // the example of RFC 6455
            assertThat(answer.headers()).containsEntry("sec-websocket-accept", "s3pPLMBiTxaQ9kYGzzhZRbK+xOo=");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"8", "12", "14", "0", "x", ""})
    void anotherVersionIsToldTheRightOne(String version) {
        var dial = SERVER.dial();
        try (var socket = new RawSocket(dial)) {
            socket.write(dial.upgrade(version));

            RawSocket.Answer answer = socket.answer();

            assertThat(answer.status()).isEqualTo(426);
            assertThat(answer.headers()).containsEntry("sec-websocket-version", "13");
        }
    }

    @Test
    void anUpgradeWithoutAKeyIsRefused() {
        var dial = SERVER.dial();
        try (var socket = new RawSocket(dial)) {
            socket.write(dial.upgrade("13").replaceAll("Sec-WebSocket-Key.*\r\n", ""));

            assertThat(socket.answer().status()).isEqualTo(400);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "/, 426",
        "/x/y, 426",
        "/actuator, 426",
        "/actuator/health, 426",
        "/actuator/prometheus, 426",
        "/actuator/env, 426"
    })
    void aPlainRequestIsAnswered(String path, int status) {
        var dial = SERVER.dial().path(path);
        try (var socket = new RawSocket(dial)) {
            socket.write(dial.get());

            RawSocket.Answer answer = socket.answer();

            assertThat(answer.status()).isEqualTo(status);
            assertThat(answer.body()).doesNotContain("exception", "one.commserver");
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[]",
                "5",
                "\"auth\"",
                "null",
                "{\"type\":5}",
                "{\"type\":\"auth\",\"type\":null}",
                "{\"command\":[\"register\"]}",
                "{\"x\":{\"type\":\"auth\"}}"
            })
    void jsonOfNoDialectIsClosedWithoutAMessage(String first) {
        RawClient client = SERVER.connect();

        client.text(first);

        client.closed(CloseReason.UNKNOWN_DIALECT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "hello", "{", "{}{}", "{\"type\":\"auth\"", "<auth/>", "[[[[[[[[[[[[[[[[[]]]]]]]]]]]]]]]]]"})
    void whatIsNotJsonIsClosedWithoutAMessage(String first) {
        RawClient client = SERVER.connect();

        client.text(first);

        client.closed(CloseReason.NOT_JSON);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"command\":\"register\",\"pubKey\":\"AAAA\"}",
                "{\"command\":\"communication_request\"}",
                "{\"command\":\"whatever\",\"type\":1}"
            })
    void theOtherDialectIsRecognisedButNotServedYet(String first) {
        RawClient client = SERVER.connect();

        client.text(first);

        client.closed(CloseReason.UNKNOWN_DIALECT);
    }

    @Test
    void theSubprotocolDecidesBeforeTheFirstFrame() {
        RawClient client = SERVER.connect(SERVER.dial().header("Sec-WebSocket-Protocol: commserver.v1"));

        client.text("{\"command\":\"register\"}");

        client.refused(ErrorCode.MALFORMED_MESSAGE, CloseReason.INVALID_PAYLOAD);
    }

    @Test
    void aBinaryFirstFrameIsRefused() {
        RawClient client = SERVER.connect();

        client.data(1, new byte[3]);

        client.refused(ErrorCode.UNEXPECTED_MESSAGE, CloseReason.PROTOCOL_ERROR);
    }

    @Test
    void theServerSaysNothingFirst() {
        RawClient client = SERVER.connect();

        client.raw(Frames.ping(new byte[] {7}));

        assertThat(client.next()).isInstanceOf(Received.Pong.class);
    }

    private static String upgrade(String offered) {
        var dial = SERVER.dial().header("Sec-WebSocket-Protocol: " + offered);
        try (var socket = new RawSocket(dial)) {
            socket.write(dial.upgrade("13"));
            RawSocket.Answer answer = socket.answer();
            assertThat(answer.status()).isEqualTo(101);
            return answer.headers().get("sec-websocket-protocol");
        }
    }
}
