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
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Identity;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.relay.Relay;
import one.commserver.relay.channel.ChannelTable;
import one.commserver.relay.channel.Party;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicBoolean;

/// Between a request and its handover in the ONE dialect, while a spare owes an answer: what may be sent then, and who
/// may go.
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OnePendingContract extends OneScene {

    private static final Duration A_MOMENT = Duration.ofMillis(300);

    /// The largest message before anybody has accepted.
    private static final int LARGEST = 66 * 1024;

    private static final int SINGLES = 8;
    private static final int COUPLES = 2;

    private final List<RawClient> spares = new ArrayList<>();
    private final Queue<Owing> singles = new ArrayDeque<>();
    private final Queue<Owing> couples = new ArrayDeque<>();

    private BoxKeyPair owed = key;

    /// One that outlives a test.
    @Override
    abstract RawClient listener();

    /// The relay of the node where listeners are.
    abstract Relay relay();

    /// A key, and one or two spares of it who were asked whether they are there and haven't said so.
    ///
    /// @param listener the newer one
    private record Owing(BoxKeyPair key, RawClient listener, RawClient other) {}

    /// All of them at once, since a question takes a second.
    @BeforeAll
    void waitForQuestions() {
        for (int i = 0; i < SINGLES; i++) {
            BoxKeyPair key = BoxKeyPair.generate();
            RawClient listener = lasting(key);
            singles.add(new Owing(key, listener, listener));
        }
        for (int i = 0; i < COUPLES; i++) {
            BoxKeyPair key = BoxKeyPair.generate();
            RawClient other = lasting(key);
            couples.add(new Owing(key, lasting(key), other));
        }
        singles.forEach(owing -> assertThat(owing.listener.nextText()).isEqualTo(PING));
        couples.forEach(owing -> {
            assertThat(owing.other.nextText()).isEqualTo(PING);
            assertThat(owing.listener.nextText()).isEqualTo(PING);
        });
    }

    @AfterAll
    void leave() {
        spares.forEach(RawClient::close);
        spares.clear();
    }

    @Test
    void theHandoverComesRightBehindTheAnswer() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
        isOffered(true);
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.text(PONG);

        isHandedOver(listener, source, owed);
        hears(listener, requester, "ready");
    }

    @Test
    void whatComesMeanwhileIsKeptInOrderUpToTheLargestMessage() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
        requester.text("one");
        requester.binary(bytes(LARGEST));
        requester.text("");
        requester.raw(Frames.part(Frames.TEXT, new byte[] {'t'}));
        requester.raw(Frames.frame(Frames.CONTINUATION, new byte[] {'o'}));
        isOffered(true);
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.text(PONG);

        isHandedOver(listener, source, owed);
        assertThat(listener.nextText()).isEqualTo("one");
        assertThat(((Received.Binary) listener.next()).bytes()).isEqualTo(bytes(LARGEST));
        assertThat(listener.nextText()).isEmpty();
        assertThat(listener.nextText()).isEqualTo("to");
    }

    /// It isn't read any more, so its own writing blocks; nothing of it is lost.
    @Test
    void whoSendsAFloodMeanwhileIsHeldAndAllOfItArrives() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
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

        isHandedOver(listener, source, owed);
        for (int i = 0; i < 300; i++) {
            assertThat(((Received.Binary) listener.next()).bytes()).isEqualTo(bytes(60_000));
        }
        hears(listener, requester, "all of it");
    }

    @Test
    void aMessageThatIsTooLargeMeanwhileClosesAndTheSpareStays() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
        isOffered(true);

        requester.raw(Frames.head(Frames.BINARY, LARGEST + 1));

        isClosed(requester, 1009, "");
        isOffered(false);
        isStillThere(listener);
    }

    @Test
    void aTextThatIsNoneMeanwhileClosesAndTheSpareStays() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
        isOffered(true);

        requester.raw(Frames.frame(Frames.TEXT, new byte[] {(byte) 0xc3}));

        isClosed(requester, 1007, "Close called: Invalid payload");
        isOffered(false);
        isStillThere(listener);
    }

    @Test
    void whoLeavesMeanwhileBurnsNoSpare() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
        requester.text("never mind");
        isOffered(true);
        requester.leave();
        isOffered(false);

        isStillThere(listener);
    }

    @Test
    void whoIsCutMeanwhileBurnsNoSpare() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
        isOffered(true);
        requester.cut();
        isOffered(false);

        isStillThere(listener);
    }

    /// Who waits for an answer has the spare for himself.
    @Test
    void theNextOneDoesNotWaitAlong() {
        Owing owing = couple();
        RawClient other = owing.other;
        other.text(PONG);
        RawClient listener = owing.listener;
        RawClient first = asking(owed);
        isOffered(true);
        assertThat(listener.within(A_MOMENT)).isNull();

        RawClient second = asking(owed);
        answered(other);
        hears(second, other, "second");
        isClosed(asking(owed), NO_LISTENER);

        listener.text(PONG);
        isHandedOver(listener, source, owed);
        hears(first, listener, "first");
    }

    @Test
    void aSpareThatLeavesMeanwhileIsFollowedByTheNext() {
        Owing owing = couple();
        RawClient other = owing.other;
        RawClient listener = owing.listener;
        RawClient requester = asking(owed);
        isOffered(true);
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.leave();
        other.text(PONG);

        answered(other);
        hears(requester, other, "you, then");
    }

    @Test
    void aSpareThatLeavesMeanwhileAndIsTheLastOneEndsTheRequest() {
        RawClient listener = owing();
        RawClient requester = asking(owed);
        isOffered(true);
        assertThat(listener.within(A_MOMENT)).isNull();

        listener.cut();

        isClosed(requester, NO_LISTENER);
    }

    /// Its answer is all that is waited for.
    private void isStillThere(RawClient listener) {
        listener.text(PONG);
        Received next = listener.within(A_MOMENT);
        if (next != null) {
            // a second has passed already
            assertThat(next).isEqualTo(new Received.Text(PING));
            listener.text(PONG);
        }
        String another = hex(BoxKeyPair.generate());
        RawClient requester = requester();
        requester.text(request(another, hex(owed)));
        String first = listener.nextText();
        if (first.equals(PING)) {
            listener.text(PONG);
            first = listener.nextText();
        }
        assertThat(first).isEqualTo(HANDOVER);
        assertThat(listener.nextText()).isEqualTo(request(another, hex(owed)));
        hears(requester, listener, "nothing was burnt");
    }

    private void answered(RawClient listener) {
        String next = listener.nextText();
        if (next.equals(PING)) {
            listener.text(PONG);
            next = listener.nextText();
        }
        assertThat(next).isEqualTo(HANDOVER);
        assertThat(listener.nextText()).isEqualTo(request(source, hex(owed)));
    }

    /// One that is the only one of its key.
    private RawClient owing() {
        Owing owing = singles.remove();
        owed = owing.key;
        return owing.listener;
    }

    private Owing couple() {
        Owing owing = couples.remove();
        owed = owing.key;
        return owing;
    }

    /// What the one that owes an answer is asked meanwhile.
    private void isOffered(boolean something) {
        var identity = new Identity(Identity.Box.X25519, owed.publicKey().value());
        await().atMost(RawClient.DEADLINE)
                .until(() -> relay().sessions(identity).stream().anyMatch(OnePendingContract::hasOffer) == something);
    }

    private static boolean hasOffer(Party spare) {
        var found = new AtomicBoolean();
        spare.table().forEach((number, entry) -> found.compareAndSet(false, entry instanceof ChannelTable.Offered));
        return found.get();
    }

    private RawClient lasting(BoxKeyPair whose) {
        RawClient client = waiting(whose);
        spares.add(client);
        return client;
    }
}
