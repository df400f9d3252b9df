package one.commserver.e2e;

import static one.commserver.e2e.OneTalk.HANDOVER;
import static one.commserver.e2e.OneTalk.NO_LISTENER;
import static one.commserver.e2e.OneTalk.PONG;
import static one.commserver.e2e.OneTalk.hears;
import static one.commserver.e2e.OneTalk.hex;
import static one.commserver.e2e.OneTalk.isClosed;
import static one.commserver.e2e.OneTalk.isHandedOver;
import static one.commserver.e2e.OneTalk.request;
import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.box.BoxKeyPair;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// What many do at once to the pool of the ONE dialect, and who goes at the wrong moment.
abstract class OneRaceContract extends OneContract {

    private static final int SPARES = 10;
    private static final int REQUESTERS = 50;

    @RepeatedTest(5)
    void ofTwoWhoRaceForOneSpareOneIsJoinedAndTheOtherIsToldThatThereIsNone() throws Exception {
        RawClient listener = waiting(key);
        List<RawClient> rivals = List.of(requester(), requester());
        List<String> sources = List.of(hex(BoxKeyPair.generate()), hex(BoxKeyPair.generate()));

        simultaneously(
                2,
                i -> {
                    rivals.get(i).text(request(sources.get(i), hex(key)));
                    return i;
                });

        assertThat(listener.nextText()).isEqualTo(HANDOVER);
        String told = listener.nextText();
        int winner = told.equals(request(sources.get(0), hex(key))) ? 0 : 1;
        assertThat(told).isEqualTo(request(sources.get(winner), hex(key)));
        isClosed(rivals.get(1 - winner), NO_LISTENER);
        hears(rivals.get(winner), listener, "me");
        hears(listener, rivals.get(winner), "you");
    }

    /// All of them ask for the newest spare at first, and are passed on until they find a free one.
    @Test
    void manyWhoRaceForFewerSparesGetEachSpareOnce() throws Exception {
        List<RawClient> listeners = Stream.generate(() -> waiting(key)).limit(SPARES).toList();
        List<RawClient> requesters = Stream.generate(this::requester).limit(REQUESTERS).toList();
        List<String> sources = IntStream.range(0, REQUESTERS).mapToObj(i -> source(i)).toList();

        simultaneously(
                REQUESTERS,
                i -> {
                    requesters.get(i).text(request(sources.get(i), hex(key)));
                    return i;
                });

        Set<Integer> joined = new HashSet<>();
        for (RawClient listener : listeners) {
            assertThat(listener.nextText()).isEqualTo(HANDOVER);
            String told = listener.nextText();
            int who =
                    IntStream.range(0, REQUESTERS)
                            .filter(i -> told.equals(request(sources.get(i), hex(key))))
                            .findAny()
                            .orElseThrow(() -> new AssertionError(told));
            assertThat(joined.add(who)).isTrue();
            hears(listener, requesters.get(who), "to " + who);
            hears(requesters.get(who), listener, "from " + who);
        }
        for (int i = 0; i < REQUESTERS; i++) {
            if (!joined.contains(i)) {
                isClosed(requesters.get(i), NO_LISTENER);
            }
        }
        for (int who : joined) {
            requesters.get(who).text("still joined");
        }
        for (RawClient listener : listeners) {
            assertThat(listener.nextText()).isEqualTo("still joined");
        }
    }

    @Test
    void asManyAsThereAreSparesAreAllJoined() throws Exception {
        List<RawClient> listeners = new ArrayList<>(Stream.generate(() -> waiting(key)).limit(SPARES).toList());
        List<RawClient> requesters = Stream.generate(this::requester).limit(SPARES).toList();

        simultaneously(
                SPARES,
                i -> {
                    requesters.get(i).text(request(source(i), hex(key)));
                    requesters.get(i).text("early " + i);
                    return i;
                });

        var heard = new ArrayList<String>();
        for (RawClient listener : listeners) {
            assertThat(listener.nextText()).isEqualTo(HANDOVER);
            listener.nextText();
            heard.add(listener.nextText());
        }
        Collections.sort(heard);
        assertThat(heard).isEqualTo(IntStream.range(0, SPARES).mapToObj(i -> "early " + i).toList());
    }

    /// It isn't known whether the spare is told of it; if it is, it is closed soon, and the next request finds another.
    @RepeatedTest(5)
    void whoLeavesRightBehindItsRequestTakesNobodyElseAlong() {
        RawClient other = waiting(key);
        RawClient newest = waiting(key);
        RawClient fleeting = requester();

        fleeting.raw(
                Frames.joined(Frames.text(request(source(1), hex(key))), Frames.text("hi"), Frames.close(1000, "bye")));

        Received last = fleeting.next();
        assertThat(last).isInstanceOf(Received.Close.class);
        RawClient requester = asking(key);
        assertThat(newest.nextText()).isEqualTo(HANDOVER);
        String told = newest.nextText();
        if (told.equals(request(source, hex(key)))) {
            hears(requester, newest, "nothing was burnt");
        } else {
            assertThat(told).isEqualTo(request(source(1), hex(key)));
            for (Received next = newest.next(); !(next instanceof Received.Ended); ) {
                next = newest.next();
            }
            isHandedOver(other, source, key);
            hears(requester, other, "the next one will do");
        }
    }

    @RepeatedTest(5)
    void aSpareThatGoesAtTheMomentOfTheRequestLeavesNobodyHanging() throws Exception {
        RawClient listener = waiting(key);
        RawClient requester = requester();

        simultaneously(
                2,
                i -> {
                    if (i == 0) {
                        listener.cut();
                    } else {
                        requester.text(request(source, hex(key)));
                    }
                    return i;
                });

        Received end = requester.next();
        assertThat(end).isIn(new Received.Close(1000, NO_LISTENER), new Received.Close(1000, ""));
        assertThat(requester.next()).isEqualTo(new Received.Ended());
        isClosed(asking(key), NO_LISTENER);
    }

    @Test
    void whoLeavesInTheHandoverEndsTheRelayInOrder() {
        RawClient listener = waiting(key);
        RawClient requester = asking(key);
        isHandedOver(listener, source, key);

        listener.raw(Frames.joined(Frames.text("last words"), Frames.close(1000, "Close called: enough")));

        assertThat(requester.nextText()).isEqualTo("last words");
        isClosed(requester, "Close called: enough");
    }

    /// It is whole only then, whatever it would have meant before.
    @Test
    void whatWasBegunBeforeTheHandoverGoesToWhoHasAsked() {
        RawClient listener = waiting(key);
        listener.raw(Frames.part(Frames.TEXT, "{\"command\":".getBytes(StandardCharsets.US_ASCII)));
        RawClient requester = asking(key);
        isHandedOver(listener, source, key);

        listener.raw(Frames.frame(Frames.CONTINUATION, "\"pong\"}".getBytes(StandardCharsets.US_ASCII)));

        assertThat(requester.nextText()).isEqualTo(PONG);
        hears(requester, listener, "what?");
    }

    @Test
    void partsWithoutAnythingAndWithoutAnEndDisturbNobody() {
        Relayed pair = relayed();
        byte[][] parts = new byte[20_000][];
        Arrays.fill(parts, Frames.part(Frames.CONTINUATION, new byte[0]));
        pair.listener().raw(Frames.part(Frames.BINARY, new byte[0]));
        pair.listener().raw(Frames.joined(parts));
        hears(pair.requester(), pair.listener(), "come on");

        pair.listener().raw(Frames.frame(Frames.CONTINUATION, "at last".getBytes(StandardCharsets.US_ASCII)));

        assertThat(((Received.Binary) pair.requester().next()).bytes()).asString().isEqualTo("at last");
    }

    @Test
    void someoneMayAskForItself() {
        RawClient listener = waiting(key);
        RawClient requester = requester();

        requester.text(request(hex(key), hex(key)));

        isHandedOver(listener, hex(key), key);
        hears(requester, listener, "me again");
    }

    /// So many small ones that nobody reads: their weight stops the sender long before their bytes would.
    @Test
    void aFloodOfTheSmallestMessagesIsHeldAndArrives() {
        Relayed pair = relayed();
        pair.listener().stopReading();
        byte[][] batch = new byte[1000][];
        Arrays.fill(batch, Frames.text(""));
        byte[] thousand = Frames.joined(batch);
        var sending =
                Thread.ofVirtual()
                        .start(() -> {
                            for (int i = 0; i < 60; i++) {
                                pair.requester().raw(thousand);
                            }
                            pair.requester().text("last");
                        });

        // it may have been quicker than the bounds are narrow
        var _ = OneTalk.endsWithin(sending, Duration.ofMillis(500));
        pair.listener().resumeReading();

        for (int i = 0; i < 60_000; i++) {
            assertThat(pair.listener().nextText()).isEmpty();
        }
        assertThat(pair.listener().nextText()).isEqualTo("last");
    }

    private static String source(int mark) {
        byte[] bytes = OneTalk.bytes(32);
        bytes[0] = (byte) mark;
        return hex(bytes);
    }
}
