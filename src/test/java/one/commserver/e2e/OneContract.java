package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.HANDOVER;
import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.bytes;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;
import static one.commserver.e2e.OneTalk.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Identity;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.relay.Relay;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/// Pool, handover and relay of the ONE dialect, wherever listener and requester are.
@Timeout(120)
abstract class OneContract extends OneScene {

    /// The relay of the node where listeners are.
    abstract Relay relay();

    @Test
    void whoAsksIsJoinedWithWhoWaits() {
        Relayed pair = relayed();

        hears(pair.requester(), pair.listener(), bytes(72));
        hears(pair.listener(), pair.requester(), bytes(72));
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 10, 800, 65_536, 65_808, 1_048_576})
    void messagesOfEachSizePassAsTheyAre(int size) {
        Relayed pair = relayed();

        hears(pair.requester(), pair.listener(), bytes(size));
        hears(pair.listener(), pair.requester(), bytes(size));
        hears(pair.requester(), pair.listener(), text(size));
        hears(pair.listener(), pair.requester(), text(size));
    }

    @Test
    void whatLooksLikeAMessageOfTheServersPasses() {
        Relayed pair = relayed();

        for (String each :
                List.of(
                        OneTalk.PING,
                        OneTalk.PONG,
                        HANDOVER,
                        request(source, hex(key)),
                        "{\"type\":\"auth\"}",
                        "ä€😀")) {
            hears(pair.requester(), pair.listener(), each);
            hears(pair.listener(), pair.requester(), each);
        }
    }

    @Test
    void fiveHundredMixedMessagesComeInOrder() {
        Relayed pair = relayed();

        for (int i = 0; i < 500; i++) {
            if (i % 3 == 0) {
                pair.requester().text("text " + i);
            } else {
                pair.requester().binary(("bytes " + i).getBytes(StandardCharsets.US_ASCII));
            }
        }

        for (int i = 0; i < 500; i++) {
            Received next = pair.listener().next();
            if (i % 3 == 0) {
                assertThat(next).isEqualTo(new Received.Text("text " + i));
            } else {
                assertThat(new String(((Received.Binary) next).bytes(), StandardCharsets.US_ASCII))
                        .isEqualTo("bytes " + i);
            }
        }
    }

    @Test
    void fragmentsAreJoined() {
        Relayed pair = relayed();

        pair.requester().raw(Frames.part(Frames.TEXT, "frag".getBytes(StandardCharsets.US_ASCII)));
        pair.requester().raw(Frames.frame(Frames.PING, new byte[0]));
        pair.requester().raw(Frames.frame(Frames.CONTINUATION, "ments".getBytes(StandardCharsets.US_ASCII)));

        assertThat(pair.listener().next()).isEqualTo(new Received.Text("fragments"));
        assertThat(pair.requester().next()).isInstanceOf(Received.Pong.class);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Close called: New connection replaced old one", "Close called: ü€ \"quoted\" {}"})
    void withWhichWordsOneClosesTheOtherHears(String reason) {
        Relayed first = relayed();
        first.requester().raw(Frames.close(1000, reason));
        isClosed(first.listener(), reason);

        Relayed second = relayed();
        second.listener().raw(Frames.close(4001, reason));
        isClosed(second.requester(), reason);
    }

    @Test
    void aLongReasonPassesWhole() {
        Relayed pair = relayed();
        String reason = "x".repeat(123);

        pair.requester().raw(Frames.close(1000, reason));

        isClosed(pair.listener(), reason);
    }

    @Test
    void whatWasSentBeforeTheCloseComesBeforeIt() {
        Relayed pair = relayed();
        var all = new ArrayList<byte[]>();
        for (int i = 0; i < 50; i++) {
            all.add(Frames.binary(bytes(800)));
        }
        all.add(Frames.close(1000, "enough"));

        pair.requester().raw(Frames.joined(all.toArray(byte[][]::new)));

        for (int i = 0; i < 50; i++) {
            assertThat(((Received.Binary) pair.listener().next()).bytes()).isEqualTo(bytes(800));
        }
        isClosed(pair.listener(), "enough");
    }

    @Test
    void whoIsCutOffClosesTheOtherWithoutAWord() {
        Relayed first = relayed();
        first.requester().cut();
        isClosed(first.listener(), "");

        Relayed second = relayed();
        second.listener().cut();
        isClosed(second.requester(), "");
    }

    @Test
    void whatIsSentRightBehindTheRequestIsKept() {
        RawClient listener = waiting(key);
        RawClient requester = requester();

        requester.raw(
                Frames.joined(
                        Frames.text(request(source, hex(key))),
                        Frames.text("early"),
                        Frames.binary(bytes(20_000)),
                        Frames.text("birds")));

        isHandedOver(listener, source, key);
        assertThat(listener.nextText()).isEqualTo("early");
        assertThat(((Received.Binary) listener.next()).bytes()).isEqualTo(bytes(20_000));
        assertThat(listener.nextText()).isEqualTo("birds");
    }

    @Test
    void nobodyWaitsForAnUnknownKey() {
        isClosed(asking(key), NO_LISTENER);
    }

    @Test
    void eachSpareIsUsedOnce() {
        RawClient listener = waiting(key);
        RawClient first = asking(key);
        isHandedOver(listener, source, key);

        isClosed(asking(key), NO_LISTENER);

        hears(first, listener, "still here");
    }

    @Test
    void whoHasLeftIsNotAskedFor() {
        RawClient gone = waiting(key);
        gone.leave();

        isClosed(asking(key), NO_LISTENER);
    }

    @Test
    void theLastComerIsTakenFirst() {
        RawClient first = waiting(key);
        RawClient second = waiting(key);

        RawClient requester = asking(key);
        isHandedOver(second, source, key);
        hears(second, requester, "me");
        RawClient other = asking(key);
        isHandedOver(first, source, key);
        hears(first, other, "and me");

        isClosed(asking(key), NO_LISTENER);
    }

    @Test
    void oneThatIsGoneIsPassedOver() {
        RawClient first = waiting(key);
        RawClient second = waiting(key);
        second.cut();
        // until that is noticed it may be handed over, and its end is the end of the relay
        var identity = new Identity(Identity.Box.X25519, key.publicKey().value());
        await().atMost(RawClient.DEADLINE).until(() -> relay().sessions(identity).size() == 1);

        RawClient requester = asking(key);

        isHandedOver(first, source, key);
        hears(requester, first, "you will do");
    }

    @Test
    void twoKeysAreNotMixedUp() {
        BoxKeyPair other = BoxKeyPair.generate();
        RawClient one = waiting(key);
        RawClient two = waiting(other);

        RawClient requester = asking(other);

        isHandedOver(two, source, other);
        hears(two, requester, "right");
        RawClient second = asking(key);
        isHandedOver(one, source, key);
        hears(one, second, "right, too");
    }

    @Test
    void keysMayBeWrittenInEitherCaseAndMembersThatNobodyKnowsAreLeftOut() {
        RawClient listener = waiting(key);
        RawClient requester = requester();

        requester.text(
                " { \"extra\" : [1, {}], \"targetPublicKey\" : \""
                        + hex(key).toUpperCase(Locale.ROOT)
                        + "\", \"sourcePublicKey\":\""
                        + source.toUpperCase(Locale.ROOT)
                        + "\", \"command\":\"communication_request\"} ");

        isHandedOver(listener, source, key);
        hears(listener, requester, "there");
    }

    /// As many as fit between two who both read slowly: the sender is not read, and nobody's memory grows.
    @Test
    void aSlowReceiverStopsTheSender() {
        Relayed pair = relayed();
        pair.listener().stopReading();
        byte[] frame = Frames.binary(bytes(60_000));
        var sending =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; i < 400; i++) {
                                pair.requester().raw(frame);
                            }
                        });

        assertThat(OneTalk.endsWithin(sending, java.time.Duration.ofSeconds(2)))
                .as("24 MB were taken from a client whose peer reads nothing")
                .isFalse();
        pair.listener().resumeReading();

        for (int i = 0; i < 400; i++) {
            assertThat(((Received.Binary) pair.listener().next()).bytes()).hasSize(60_000);
        }
        hears(pair.listener(), pair.requester(), "got it");
    }
}
