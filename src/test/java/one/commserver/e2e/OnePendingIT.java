package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.HANDOVER;
import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.PING;
import static one.commserver.e2e.OneTalk.PONG;
import static one.commserver.e2e.OneTalk.bytes;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxKeyPair;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

/// Between a request and its handover in the ONE dialect, while a spare owes an answer: what may be sent then, and who
/// may go.
class OnePendingIT {

    /// Waits a minute for answers.
    @RegisterExtension static final Server SERVER = Servers.PATIENT;

    private static final Duration A_MOMENT = Duration.ofMillis(300);

    /// The largest message before anybody has accepted.
    private static final int LARGEST = 66 * 1024;

    private static final int SINGLES = 8;
    private static final int COUPLES = 2;
    private static final List<RawClient> SPARES = new ArrayList<>();
    private static final Queue<Owing> SINGLE = new ArrayDeque<>();
    private static final Queue<Owing> COUPLE = new ArrayDeque<>();

    private final String source = hex(BoxKeyPair.generate());
    private BoxKeyPair key;

    /// A key, and one or two spares of it who were asked whether they are there and haven't said so.
    ///
    /// @param listener the newer one
    private record Owing(BoxKeyPair key, RawClient listener, RawClient other) {}

    /// All of them at once, since a question takes a second.
    @BeforeAll
    static void waitForQuestions() {
        for (int i = 0; i < SINGLES; i++) {
            BoxKeyPair key = BoxKeyPair.generate();
            RawClient listener = waiting(key);
            SINGLE.add(new Owing(key, listener, listener));
        }
        for (int i = 0; i < COUPLES; i++) {
            BoxKeyPair key = BoxKeyPair.generate();
            RawClient other = waiting(key);
            COUPLE.add(new Owing(key, waiting(key), other));
        }
        SINGLE.forEach(owing -> assertThat(owing.listener.nextText()).isEqualTo(PING));
        COUPLE.forEach(owing -> {
            assertThat(owing.other.nextText()).isEqualTo(PING);
            assertThat(owing.listener.nextText()).isEqualTo(PING);
        });
    }

    @AfterAll
    static void leave() {
        SPARES.forEach(RawClient::close);
        SPARES.clear();
    }

    @Test
    void theHandoverComesRightBehindTheAnswer() {
        RawClient listener = owing();
        RawClient requester = asking();
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.text(PONG);

        isHandedOver(listener, source, key);
        hears(listener, requester, "ready");
    }

    @Test
    void whatComesMeanwhileIsKeptInOrderUpToTheLargestMessage() {
        RawClient listener = owing();
        RawClient requester = asking();
        requester.text("one");
        requester.binary(bytes(LARGEST));
        requester.text("");
        requester.raw(Frames.part(Frames.TEXT, new byte[] {'t'}));
        requester.raw(Frames.frame(Frames.CONTINUATION, new byte[] {'o'}));
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.text(PONG);

        isHandedOver(listener, source, key);
        assertThat(listener.nextText()).isEqualTo("one");
        assertThat(((Received.Binary) listener.next()).bytes()).isEqualTo(bytes(LARGEST));
        assertThat(listener.nextText()).isEmpty();
        assertThat(listener.nextText()).isEqualTo("to");
    }

    /// It isn't read any more, so its own writing blocks; nothing of it is lost.
    @Test
    void whoSendsAFloodMeanwhileIsHeldAndAllOfItArrives() {
        RawClient listener = owing();
        RawClient requester = asking();
        byte[] frame = Frames.binary(bytes(60_000));
        var sending =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; i < 300; i++) {
                                requester.raw(frame);
                            }
                        });
        assertThat(OneTalk.endsWithin(sending, Duration.ofSeconds(1))).as("18 MB were taken and kept").isFalse();

        listener.text(PONG);

        isHandedOver(listener, source, key);
        for (int i = 0; i < 300; i++) {
            assertThat(((Received.Binary) listener.next()).bytes()).isEqualTo(bytes(60_000));
        }
        hears(listener, requester, "all of it");
    }

    @Test
    void aMessageThatIsTooLargeMeanwhileClosesAndTheSpareStays() {
        RawClient listener = owing();
        RawClient requester = asking();

        requester.raw(Frames.head(Frames.BINARY, LARGEST + 1));

        isClosed(requester, 1009, "");
        isStillThere(listener);
    }

    @Test
    void aTextThatIsNoneMeanwhileClosesAndTheSpareStays() {
        RawClient listener = owing();
        RawClient requester = asking();

        requester.raw(Frames.frame(Frames.TEXT, new byte[] {(byte) 0xc3}));

        isClosed(requester, 1007, "Close called: Invalid payload");
        isStillThere(listener);
    }

    @Test
    void whoLeavesMeanwhileBurnsNoSpare() {
        RawClient listener = owing();
        RawClient requester = asking();
        requester.text("never mind");
        requester.leave();

        isStillThere(listener);
    }

    @Test
    void whoIsCutMeanwhileBurnsNoSpare() {
        RawClient listener = owing();
        RawClient requester = asking();
        assertThat(listener.within(A_MOMENT)).isNull();
        requester.cut();

        assertThat(listener.within(A_MOMENT)).isNull();

        isStillThere(listener);
    }

    /// Who waits for an answer has the spare for himself.
    @Test
    void theNextOneDoesNotWaitAlong() {
        Owing owing = couple();
        RawClient other = owing.other;
        other.text(PONG);
        RawClient listener = owing.listener;
        RawClient first = asking();
        assertThat(listener.within(A_MOMENT)).isNull();

        RawClient second = asking();
        answered(other);
        hears(second, other, "second");
        isClosed(asking(), NO_LISTENER);

        listener.text(PONG);
        isHandedOver(listener, source, key);
        hears(first, listener, "first");
    }

    @Test
    void aSpareThatLeavesMeanwhileIsFollowedByTheNext() {
        Owing owing = couple();
        RawClient other = owing.other;
        RawClient listener = owing.listener;
        RawClient requester = asking();
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.leave();
        other.text(PONG);

        isHandedOver(other, source, key);
        hears(requester, other, "you, then");
    }

    @Test
    void aSpareThatLeavesMeanwhileAndIsTheLastOneEndsTheRequest() {
        RawClient listener = owing();
        RawClient requester = asking();
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.cut();

        isClosed(requester, NO_LISTENER);
    }

    /// Its answer is all that is waited for.
    private void isStillThere(RawClient listener) {
        listener.text(PONG);
        assertThat(listener.within(A_MOMENT)).isNull();
        String another = hex(BoxKeyPair.generate());
        RawClient next = SERVER.connect();
        next.text(request(another, hex(key)));
        String first = listener.nextText();
        if (first.equals(PING)) {
            listener.text(PONG);
            first = listener.nextText();
        }
        assertThat(first).isEqualTo(HANDOVER);
        assertThat(listener.nextText()).isEqualTo(request(another, hex(key)));
        hears(next, listener, "nothing was burnt");
    }

    private void answered(RawClient listener) {
        String next = listener.nextText();
        if (next.equals(PING)) {
            listener.text(PONG);
            next = listener.nextText();
        }
        assertThat(next).isEqualTo(HANDOVER);
        assertThat(listener.nextText()).isEqualTo(request(source, hex(key)));
    }

    /// One that is the only one of its key.
    private RawClient owing() {
        Owing owing = SINGLE.remove();
        key = owing.key;
        return owing.listener;
    }

    private Owing couple() {
        Owing owing = COUPLE.remove();
        key = owing.key;
        return owing;
    }

    /// Behind a test the server cuts only those that it has made itself.
    private static RawClient waiting(BoxKeyPair whose) {
        RawClient client = RawClient.dial(SERVER.dial());
        SPARES.add(client);
        OneTalk.wait(client, whose);
        return client;
    }

    private RawClient asking() {
        RawClient client = SERVER.connect();
        client.text(request(source, hex(key)));
        return client;
    }
}
