package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.register;
import static one.commserver.e2e.OneTalk.request;
import static one.commserver.e2e.OneTalk.response;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxKeyPair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.stream.Stream;

/// A first message that is none in the ONE dialect is answered by nothing but a close.
class OneFirstMessageIT {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    private static final String NOT_JSON = "Close called: Received message that does not conform to JSON";
    private static final String NO_MESSAGE = "Close called: Received data does not match the data of a client message.";
    private static final String UNEXPECTED = "Close called: Received unexpected or malformed message from client.";
    private static final String NO_KEY = "Close called: CYENC-ENSPUB: Data is not a public key";
    private static final String ODD = "Close called: Expected string to be an even number of characters";
    private static final String KEY = "ab".repeat(32);

    record Malformed(String text, String words) {}

    static Stream<Malformed> malformed() {
        return Stream.of(
                new Malformed("", NOT_JSON),
                new Malformed("hello", NOT_JSON),
                new Malformed("{\"command\":\"register\"", NOT_JSON),
                new Malformed(register(KEY) + "{}", NOT_JSON),
                new Malformed("null", NO_MESSAGE),
                new Malformed("[]", NO_MESSAGE),
                new Malformed("[" + register(KEY) + "]", NO_MESSAGE),
                new Malformed("7", NO_MESSAGE),
                new Malformed("\"register\"", NO_MESSAGE),
                new Malformed("{}", NO_MESSAGE),
                new Malformed("{\"command\":7}", NO_MESSAGE),
                new Malformed("{\"command\":null}", NO_MESSAGE),
                new Malformed("{\"publicKey\":\"" + KEY + "\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"Register\",\"publicKey\":\"" + KEY + "\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"ping\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"pong\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"comm_ping\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"comm_pong\"}", UNEXPECTED),
                new Malformed("{\"command\":\"authentication_success\",\"pingInterval\":1}", NO_MESSAGE),
                new Malformed("{\"command\":\"connection_handover\"}", NO_MESSAGE),
                new Malformed(response("ab".repeat(104)), UNEXPECTED),
                new Malformed("{\"command\":\"authentication_response\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"register\"}", NO_MESSAGE),
                new Malformed("{\"command\":\"register\",\"publicKey\":null}", NO_MESSAGE),
                new Malformed("{\"command\":\"register\",\"publicKey\":[\"" + KEY + "\"]}", NO_MESSAGE),
                new Malformed("{\"command\":\"register\",\"publicKey\":5}", ODD),
                new Malformed(register(KEY.substring(1)), ODD),
                new Malformed(register(KEY + "a"), ODD),
                new Malformed(register(""), NO_KEY),
                new Malformed(register(KEY.substring(2)), NO_KEY),
                new Malformed(register(KEY + "ab"), NO_KEY),
                new Malformed(register("zz".repeat(32)), NO_KEY),
                new Malformed(register("0x" + KEY.substring(2)), NO_KEY),
                new Malformed(register(" " + KEY.substring(2) + " "), NO_KEY),
                new Malformed("{\"command\":\"communication_request\"}", NO_MESSAGE),
                new Malformed(
                        "{\"command\":\"communication_request\",\"sourcePublicKey\":\"" + KEY + "\"}", NO_MESSAGE),
                new Malformed(
                        "{\"command\":\"communication_request\",\"targetPublicKey\":\"" + KEY + "\"}", NO_MESSAGE),
                new Malformed(request("zz".repeat(32), KEY), NO_MESSAGE),
                new Malformed(request(KEY, "zz".repeat(32)), NO_MESSAGE),
                new Malformed(request(KEY.substring(1), KEY), NO_MESSAGE),
                new Malformed(request(KEY, KEY.substring(1)), NO_MESSAGE),
                new Malformed(request(KEY.substring(2), KEY), NO_KEY),
                new Malformed(request(KEY, KEY.substring(2)), OneTalk.NO_LISTENER),
                new Malformed(request("", ""), OneTalk.NO_LISTENER));
    }

    @ParameterizedTest
    @MethodSource("malformed")
    void isClosedWithoutAReply(Malformed first) {
        RawClient client = SERVER.connect();

        client.text(first.text);

        isClosed(client, first.words);
    }

    /// Of each such key anybody could compute what it shares with the server's. The last two are the same as the first
    /// two once reduced.
    @ParameterizedTest
    @ValueSource(
            strings = {
                "0000000000000000000000000000000000000000000000000000000000000000",
                "0100000000000000000000000000000000000000000000000000000000000000",
                "ecffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157",
                "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800",
                "0000000000000000000000000000000000000000000000000000000000000080",
                "edffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff7f",
                "eeffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff"
            })
    void aPointOfSmallOrderIsNoKey(String weak) {
        RawClient client = SERVER.connect();

        client.text(register(weak));

        isClosed(client, NO_KEY);
    }

    /// Other servers find out too late: the spare is told of the handover and never used.
    @Test
    void aRequestWithAWrongSourceAsksNobody() {
        var key = BoxKeyPair.generate();
        RawClient listener = SERVER.connect();
        OneTalk.wait(listener, key);
        RawClient wrong = SERVER.connect();

        wrong.text(request(KEY.substring(2), OneTalk.hex(key)));

        isClosed(wrong, NO_KEY);
        RawClient right = SERVER.connect();
        right.text(request(KEY, OneTalk.hex(key)));
        OneTalk.isHandedOver(listener, KEY, key);
    }

    @Test
    void whatIsUnknownWithinAMessageIsPassedOver() {
        var key = BoxKeyPair.generate();
        RawClient client = SERVER.connect();

        client.text(
                "\n{ \"x\" : {\"command\":[7]}, \"publicKey\" : \"ab\", \"publicKey\" : \""
                        + OneTalk.hex(key)
                        + "\",\t\"command\" : \"register\" }");

        assertThat(client.nextText()).contains("authentication_request");
    }
}
