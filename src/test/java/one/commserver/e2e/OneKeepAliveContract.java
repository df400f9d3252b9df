package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.HANDOVER;
import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.PING;
import static one.commserver.e2e.OneTalk.PONG;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.request;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxKeyPair;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// Who waits in the ONE dialect is asked each second whether it is there, and has three seconds to say so: more than a
/// slow machine takes.
abstract class OneKeepAliveContract extends OneScene {

    private static final String TIMED_OUT = "Terminate called: Connection timed out";
    private static final Duration TWO_INTERVALS = Duration.ofSeconds(2);
    private static final int MOST_QUESTIONS = 20;
    private static final int MOST_TRIES = 10;

    @Test
    void whoAnswersIsAskedAgainAndAgainAndUsedThen() {
        RawClient listener = listener();
        assertThat(OneTalk.wait(listener, key)).isEqualTo(1000);
        for (int i = 0; i < 2; i++) {
            assertThat(listener.nextText()).isEqualTo(PING);
            listener.text(PONG);
        }

        RawClient requester = asking(key);

        isHandedOver(listener, key);
        hears(requester, listener, "there");
    }

    @Test
    void whoIsSilentIsCutAndNotFoundAnyMore() {
        RawClient listener = waiting(key);
        assertThat(listener.nextText()).isEqualTo(PING);

        isClosed(listener, TIMED_OUT);

        isClosed(asking(key), NO_LISTENER);
    }

    /// One question at a time.
    @Test
    void otherTrafficIsNoSignOfLife() {
        RawClient listener = waiting(key);
        assertThat(listener.nextText()).isEqualTo(PING);

        listener.text("{\"command\":\"comm_pong\"}");
        listener.raw(Frames.ping(new byte[] {1}));

        assertThat(listener.next()).isInstanceOf(Received.Pong.class);
        isClosed(listener, TIMED_OUT);
    }

    /// Where a client or the server is held up between two of them the question is right: then it is tried again.
    @Test
    void pongsThatNobodyAskedForPostponeTheQuestion() {
        RawClient listener = waiting(key);

        int tries = 1;
        while (!isLeftAlone(listener)) {
            tries++;
            assertThat(tries).as("each time it was asked nevertheless").isLessThanOrEqualTo(MOST_TRIES);
        }

        assertThat(listener.nextText()).isEqualTo(PING);
    }

    /// Whether it isn't asked for longer than an interval, in which it says again and again that it is there.
    private static boolean isLeftAlone(RawClient listener) {
        for (int i = 0; i < 7; i++) {
            Received question = listener.within(Duration.ofMillis(200));
            listener.text(PONG);
            if (question != null) {
                assertThat(question).isEqualTo(new Received.Text(PING));
                return false;
            }
        }
        return true;
    }

    @Test
    void whoWasHandedOverIsNotAskedAndAnIdleRelayStays() {
        RawClient listener = waiting(key);
        RawClient requester = asking(key);
        isHandedOver(listener, key);

        assertThat(listener.within(TWO_INTERVALS)).isNull();
        assertThat(requester.within(Duration.ZERO)).isNull();

        hears(requester, listener, PONG);
        hears(listener, requester, PING);
    }

    /// Who has asked waits for the one that is asked; that one doesn't answer, the other one has.
    @Test
    void whenTheAnswerDoesNotComeTheNextSpareIsHandedOver() {
        RawClient lively = waiting(key);
        RawClient dead = waiting(key);
        assertThat(lively.nextText()).isEqualTo(PING);
        lively.text(PONG);
        assertThat(dead.nextText()).isEqualTo(PING);

        RawClient requester = asking(key);
        requester.text("early");

        isHandedOver(lively, key);
        isClosed(dead, TIMED_OUT);
        assertThat(lively.nextText()).isEqualTo("early");
        hears(lively, requester, "here");
    }

    @Test
    void whenTheAnswerDoesNotComeAndThereIsNoOtherSpareTheRequesterIsTold() {
        RawClient dead = waiting(key);
        assertThat(dead.nextText()).isEqualTo(PING);

        RawClient requester = asking(key);

        isClosed(dead, TIMED_OUT);
        isClosed(requester, NO_LISTENER);
    }

    /// At the very moment at which a question is due.
    @Test
    void noQuestionComesBehindAHandover() {
        List<BoxKeyPair> keys = Stream.generate(BoxKeyPair::generate).limit(10).toList();
        List<RawClient> requesters = Stream.generate(this::requester).limit(keys.size()).toList();
        var listeners = new ArrayList<RawClient>();
        for (BoxKeyPair each : keys) {
            listeners.add(waiting(each));
        }
        RawClient first = listeners.getFirst();
        assertThat(first.nextText()).isEqualTo(PING);
        first.text(PONG);

        for (int i = 0; i < keys.size(); i++) {
            requesters.get(i).text(request(source, hex(keys.get(i))));
        }

        for (int i = 0; i < keys.size(); i++) {
            RawClient listener = listeners.get(i);
            isHandedOver(listener, keys.get(i));
            hears(requesters.get(i), listener, "first");
        }
        assertThat(first.within(TWO_INTERVALS.dividedBy(2))).isNull();
        for (int i = 0; i < keys.size(); i++) {
            hears(requesters.get(i), listeners.get(i), "second");
        }
    }

    /// The listener is handed over; until then it answers whenever it is asked.
    private void isHandedOver(RawClient listener, BoxKeyPair target) {
        String next = listener.nextText();
        for (int i = 0; i < MOST_QUESTIONS && next.equals(PING); i++) {
            listener.text(PONG);
            next = listener.nextText();
        }
        assertThat(next).isEqualTo(HANDOVER);
        assertThat(listener.nextText()).isEqualTo(request(source, hex(target)));
    }
}
