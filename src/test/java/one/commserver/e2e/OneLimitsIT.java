package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.PONG;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.register;
import static one.commserver.e2e.OneTalk.request;
import static one.commserver.e2e.OneTalk.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.box.BoxKeyPair;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.stream.Stream;

/// How much a client of the ONE dialect may send and take, on either side of the handover.
class OneLimitsIT extends OneScene {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    private static final int LARGEST = 1024 * 1024;

    /// The most spares of a key.
    private static final int SPARES = 32;

    private static final String QUEUE_FULL = "Close called: Queue is full, it reached its maximum length of 10";

    @Override
    RawClient listener() {
        return SERVER.connect();
    }

    @Override
    RawClient requester() {
        return SERVER.connect();
    }

    // on the way to a handover

    @Test
    void eightStrayMessagesArePassedOver() {
        RawClient listener = waiting();
        stray(listener);

        asking();

        isHandedOver(listener, source, key);
    }

    @Test
    void theNinthStrayMessageCloses() {
        RawClient listener = waiting();
        stray(listener);

        listener.text("{}");

        isClosed(listener, QUEUE_FULL);
        isClosed(asking(), NO_LISTENER);
    }

    @Test
    void answersAreNoStrayMessages() {
        RawClient listener = waiting();
        for (int i = 0; i < 100; i++) {
            listener.text(PONG);
        }
        stray(listener);
        listener.text("{\"x\":1,\"command\":\"pong\"}");

        asking();

        isHandedOver(listener, source, key);
    }

    @Test
    void bytesBeforeTheHandoverClose() {
        RawClient listener = waiting();

        listener.binary(new byte[8]);

        isClosed(listener, "Close called: Received message that is not a string message.");
        isClosed(asking(), NO_LISTENER);
    }

    @Test
    void aSpareSaysNothingLarge() {
        RawClient listener = waiting();

        listener.text(text(16 * 1024 + 1));

        isClosed(listener, 1009, "");
        isClosed(asking(), NO_LISTENER);
    }

    @Test
    void aKeyHasSoManySparesAndNoMoreUntilOneIsUsed() {
        for (int i = 0; i < SPARES; i++) {
            waiting();
        }
        RawClient oneMore = SERVER.connect();
        oneMore.text(OneTalk.response(hex(OneTalk.answer(key, OneTalk.challenge(oneMore, key)))));
        isClosed(oneMore, "Close called: Too many connections of this identity.");
        OneTalk.wait(SERVER.connect(), BoxKeyPair.generate());

        RawClient requester = asking();
        requester.text("used");

        // its place is free soon
        await().atMost(RawClient.DEADLINE)
                .until(() -> {
                    RawClient next = SERVER.connect();
                    next.text(OneTalk.response(hex(OneTalk.answer(key, OneTalk.challenge(next, key)))));
                    return next.next() instanceof Received.Text(String success)
                            && success.contains("authentication_success");
                });
    }

    // behind it

    @Test
    void aMessageThatIsTooLargeClosesBothSides() {
        Relayed pair = relayed();
        pair.requester().text("before");

        pair.requester().raw(Frames.head(Frames.BINARY, LARGEST + 1));

        isClosed(pair.requester(), 1009, "");
        assertThat(pair.listener().nextText()).isEqualTo("before");
        isClosed(pair.listener(), "");
    }

    @Test
    void partsThatAreTogetherTooLargeCloseBothSides() {
        Relayed pair = relayed();

        pair.listener().raw(Frames.part(Frames.BINARY, new byte[LARGEST]));
        pair.listener().raw(Frames.frame(Frames.CONTINUATION, new byte[1]));

        isClosed(pair.listener(), 1009, "");
        isClosed(pair.requester(), "");
    }

    @ParameterizedTest
    @ValueSource(ints = {0xc3, 0xff, 0x80, 0xed})
    void aTextThatIsNotUtf8ClosesBothSides(int first) {
        Relayed pair = relayed();
        pair.listener().text("before");

        pair.listener().raw(Frames.frame(Frames.TEXT, new byte[] {'a', (byte) first}));

        isClosed(pair.listener(), 1007, "Close called: Invalid payload");
        assertThat(pair.requester().nextText()).isEqualTo("before");
        isClosed(pair.requester(), "");
    }

    @Test
    void aCharacterMayBeSplitBetweenParts() {
        Relayed pair = relayed();
        byte[] euro = "€".getBytes(StandardCharsets.UTF_8);

        pair.requester().raw(Frames.part(Frames.TEXT, new byte[] {euro[0]}));
        pair.requester().raw(Frames.part(Frames.CONTINUATION, new byte[] {euro[1]}));
        pair.requester().raw(Frames.frame(Frames.CONTINUATION, new byte[] {euro[2]}));

        assertThat(pair.listener().nextText()).isEqualTo("€");
    }

    @Test
    void aFrameThatBreaksTheRulesClosesBothSides() {
        Relayed pair = relayed();

        pair.requester().raw(Frames.frame(0xc0 | Frames.TEXT, new byte[3], true));

        isClosed(pair.requester(), 1002, "Close called: Protocol error");
        isClosed(pair.listener(), "");
    }

    @Test
    void aCloseWithoutAnythingIsPassedOnAsOneWithoutWords() {
        Relayed pair = relayed();

        pair.requester().raw(Frames.frame(Frames.CLOSE, new byte[0]));

        isClosed(pair.listener(), "");
    }

    private void stray(RawClient listener) {
        Stream.of(
                        "",
                        "hello",
                        "null",
                        "{\"command\":\"comm_pong\"}",
                        OneTalk.PING,
                        register(hex(key)),
                        request(source, hex(key)),
                        OneTalk.response("abc"))
                .forEach(listener::text);
    }
}
