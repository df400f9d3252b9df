package one.commserver.history;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.history.Event.Claim;
import one.commserver.history.Event.Stream;
import one.commserver.history.History.Entry;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Each promise is found broken where it is broken, and not where it isn't.
class RulesTest {

    private static final Duration LEASE = Duration.ofSeconds(3);

    private final Identity alice = Actors.key().identity();
    private final Identity bob = Actors.key().identity();
    private final Claim older = new Claim("slot", 1);
    private final Claim newer = new Claim("slot", 2);
    private final Stream talk = new Stream("talk", alice, bob, null);
    private final Stream early = new Stream("slot", alice, bob, older);
    private final Stream late = new Stream("slot", alice, bob, newer);
    private final List<Entry> history = new ArrayList<>();

    private RulesTest at(double seconds, Event... events) {
        for (Event event : events) {
            history.add(new Entry((long) (seconds * 1e9), event));
        }
        return this;
    }

    private void takeover() {
        at(0, new Event.Began(older));
        at(1, new Event.Entered(older));
        at(2, new Event.Began(newer));
        at(3, new Event.Entered(newer));
    }

    private void left() {
        at(100, new Event.Left(older, "replaced"), new Event.Left(newer, "over"));
    }

    private void assertBroken(String... what) {
        List<String> broken = Rules.broken(history, LEASE);
        assertThat(broken).hasSize(what.length);
        for (int i = 0; i < what.length; i++) {
            assertThat(broken.get(i)).contains(what[i]);
        }
    }

    @Test
    void aTalkThatCameWholeIsFine() {
        at(0, new Event.Sent(talk, 1), new Event.Sent(talk, 2));
        at(1, new Event.Received(talk, bob, 1), new Event.Received(talk, bob, 2), new Event.Confirmed(talk));

        assertBroken();
    }

    @Test
    void whatIsLostDoubledOrOutOfOrderIsFound() {
        at(0, new Event.Sent(talk, 1), new Event.Sent(talk, 2), new Event.Sent(talk, 3));
        at(1, new Event.Received(talk, bob, 1), new Event.Received(talk, bob, 1));
        at(2, new Event.Received(talk, bob, 3), new Event.Confirmed(talk));

        assertBroken("frame 1 behind frame 1", "frame 3 behind frame 1");
    }

    @Test
    void aLostEndIsFound() {
        at(0, new Event.Sent(talk, 1), new Event.Sent(talk, 2));
        at(1, new Event.Received(talk, bob, 1), new Event.Confirmed(talk));

        assertBroken("1 of 2 frames");
    }

    @Test
    void aStreamThatIsBrokenOrNeverEndsIsFound() {
        at(0, new Event.Sent(talk, 1));
        Stream other = new Stream("other", alice, bob, null);
        at(0, new Event.Sent(other, 1), new Event.Received(other, bob, 1), new Event.Broken(other, "closed"));

        assertBroken("a stream whose ends live was broken", "never confirmed");
    }

    @Test
    void whoGetsWhatIsForSomebodyElseIsFound() {
        at(0, new Event.Sent(talk, 1), new Event.Received(talk, alice, 1), new Event.Confirmed(talk));

        assertBroken("delivered to somebody else");
    }

    @Test
    void whatNobodySentIsFound() {
        at(0, new Event.Received(early, bob, 1));

        assertBroken("nobody had sent it");
    }

    @Test
    void anOlderClaimsFrameBehindANewerOnesIsFound() {
        takeover();
        at(4, new Event.Sent(early, 1), new Event.Sent(late, 1), new Event.Sent(early, 2));
        at(5, new Event.Received(early, bob, 1), new Event.Received(late, bob, 1), new Event.Received(early, bob, 2));
        left();

        assertBroken("a frame of " + older + " behind one of " + newer);
    }

    @Test
    void claimsThatRacedAreInNoOrder() {
        at(0, new Event.Began(older), new Event.Began(newer), new Event.Entered(newer), new Event.Entered(older));
        at(1, new Event.Sent(early, 1), new Event.Sent(late, 1));
        at(2, new Event.Received(late, bob, 1), new Event.Received(early, bob, 1));
        at(60, new Event.Alive(older, 60_000_000_000L));
        left();

        assertBroken();
    }

    @Test
    void twoWhoHaveASlotForLongerThanALeaseAreFound() {
        takeover();
        at(7, new Event.Alive(older, 5_900_000_000L));
        at(7, new Event.Alive(older, 6_100_000_000L));
        left();

        assertBroken("although " + newer + " had taken the slot");
    }

    @Test
    void whileTheStoreIsAwayNobodyKnows() {
        takeover();
        at(5, new Event.Failing("redis", true));
        at(7, new Event.Alive(older, 7_000_000_000L));
        at(8, new Event.Mended("redis", true));
        at(11, new Event.Alive(older, 10_900_000_000L));
        left();
        assertBroken();

        at(12, new Event.Alive(older, 11_100_000_000L));
        assertBroken("although " + newer);
    }

    @Test
    void whoIsNeverToldThatItsSlotIsLostIsFound() {
        takeover();
        at(9, new Event.Left(newer, "over"));

        assertBroken("nobody has ended " + older);
    }

    @Test
    void anObjectThatWasAcknowledgedAndIsLostIsFound() {
        at(0, new Event.Stored(alice, "a"), new Event.Stored(alice, "b"));
        at(1, new Event.Fetched(alice, "a"), new Event.Fetched(bob, "b"));

        assertBroken("1 objects for " + alice);
    }

    @Test
    void anInviteForOneThatLetTwoInIsFound() {
        Bytes invite = Bytes.of(new byte[] {1});
        at(0, new Event.Accepted(invite, alice), new Event.Accepted(invite, alice));
        assertBroken();

        at(0, new Event.Accepted(invite, bob), new Event.Refused(bob, "USED_UP"));
        assertBroken("accepted twice", "listed as a peer");
    }
}
