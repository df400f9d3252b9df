package one.commserver.relay.bus;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.registry.NodeId;
import one.commserver.testing.Simultaneously;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;

/// What holds for each bus.
@Timeout(180)
public interface RelayBusContract {

    int LINE = 1;
    int JOINING = 0;

    /// A node on the bus that all nodes of the test share.
    RecordingNode node(NodeId id);

    /// Takes a node off the bus without a word.
    void stop(RecordingNode node);

    /// The bus keeps all that it is told to itself from now on.
    void stall();

    /// It goes on.
    void goOn();

    @Test
    default void whatIsToldArrivesOnceAndInOrderInBothDirections() {
        RecordingNode one = joined("one");
        RecordingNode other = joined("other");
        one.awaitJoined(other, JOINING);
        other.awaitJoined(one, JOINING);
        long gaps = one.gaps(other) + other.gaps(one);

        for (long number = 1; number <= 20_000; number++) {
            assertThat(one.send(other, LINE, number, 100)).isTrue();
            assertThat(other.send(one, LINE, number, 8)).isTrue();
        }

        RecordingNode.await(() -> other.hasHeard(one, LINE, 20_000) && one.hasHeard(other, LINE, 20_000));
        one.assertNothingSilentlyLostFrom(other, LINE);
        other.assertNothingSilentlyLostFrom(one, LINE);
        assertThat(one.gaps(other) + other.gaps(one)).isEqualTo(gaps);
        RecordingNode.await(() -> one.bus.waiting() == 0);
    }

    @Test
    default void manyWhoSendAtOnceKeepTheirOrders() throws Exception {
        RecordingNode one = joined("one");
        RecordingNode other = joined("other");
        one.awaitJoined(other, JOINING);
        long gaps = other.gaps(one);

        Simultaneously.simultaneously(
                16,
                line -> {
                    for (long number = 1; number <= 1000; number++) {
                        one.send(other, 100 + line, number, 800);
                    }
                    return line;
                });

        for (int line = 100; line < 116; line++) {
            int of = line;
            RecordingNode.await(() -> other.hasHeard(one, of, 1000));
            other.assertNothingSilentlyLostFrom(one, of);
        }
        assertThat(other.gaps(one)).isEqualTo(gaps);
    }

    @Test
    default void aLargeMessageArrivesAndANodeHearsItself() {
        RecordingNode one = joined("one");
        one.awaitJoined(one, JOINING);
        long gaps = one.gaps(one);

        assertThat(one.send(one, LINE, 1, 3 * 1024 * 1024)).isTrue();
        assertThat(one.send(one, LINE, 2, 8)).isTrue();

        RecordingNode.await(() -> one.hasHeard(one, LINE, 2));
        one.assertNothingSilentlyLostFrom(one, LINE);
        assertThat(one.gaps(one)).isEqualTo(gaps);
        assertThat(one.bus.isAlive(Duration.ofMinutes(1))).isTrue();
    }

    @Test
    default void aNodeThatBeginsAnewIsAGap() {
        RecordingNode other = joined("other");
        RecordingNode former = joined("one");
        former.awaitJoined(other, JOINING);
        long gaps = other.gaps(former);
        stop(former);

        RecordingNode one = joined("one");
        one.send(other, LINE, 1, 8);

        RecordingNode.await(() -> other.hasHeard(one, LINE, 1));
        assertThat(other.gaps(one)).isGreaterThan(gaps);
        assertThat(other.events().indexOf(new RecordingNode.Gap(one.id)))
                .isLessThan(other.events().indexOf(new RecordingNode.Heard(one.id, LINE, 1)));
    }

    @Test
    default void aNodeThatIsNotThereIsAGapForWhoTellsItSomethingAndNobodyElse() {
        RecordingNode one = joined("one");
        RecordingNode other = joined("other");
        one.awaitJoined(other, JOINING);
        RecordingNode gone = joined("gone");
        one.awaitJoined(gone, JOINING);
        long reachables = one.reachables(gone);
        stop(gone);
        long gaps = one.gaps(other) + other.gaps(one);

        RecordingNode.await(() -> !one.send(gone, LINE, 1, 8));
        RecordingNode.await(() -> one.gaps(gone) > 0);
        assertThat(one.send(other, LINE, 1, 8)).isTrue();
        RecordingNode.await(() -> other.hasHeard(one, LINE, 1));
        assertThat(one.gaps(other) + other.gaps(one)).isEqualTo(gaps);

        RecordingNode back = joined("gone");
        RecordingNode.await(() -> one.reachables(back) > reachables);
        assertThat(one.send(back, LINE, 2, 8)).isTrue();
        RecordingNode.await(() -> back.hasHeard(one, LINE, 2));
        assertThat(back.gaps(one)).isPositive();
    }

    @Test
    default void whatWaitsIsBoundedAndALossThenIsAGapAtBothEnds() {
        RecordingNode one = joined("one");
        RecordingNode other = joined("other");
        one.awaitJoined(other, JOINING);
        long gaps = other.gaps(one);
        long reachables = one.reachables(other);
        stall();
        int taken = 0;
        while (taken < 100 && one.send(other, LINE, taken + 1, 1024 * 1024)) {
            taken++;
            assertThat(one.bus.waiting()).isLessThanOrEqualTo(Bus.MOST_WAITING);
        }
        assertThat(taken).isBetween(1, 63);
        long last = taken;

        RecordingNode.await(() -> one.gaps(other) > 0);
        // who hears nothing is told of a gap, too, before it gives up what waits
        RecordingNode.await(() -> !one.send(other, LINE, last + 1, 8));
        goOn();

        RecordingNode.await(() -> one.reachables(other) > reachables);
        assertThat(one.send(other, LINE, last + 2, 8)).isTrue();
        RecordingNode.await(() -> other.hasHeard(one, LINE, last + 2));
        other.assertNothingSilentlyLostFrom(one, LINE);
        assertThat(other.gaps(one)).isGreaterThan(gaps);
        RecordingNode.await(() -> one.bus.waiting() == 0);
    }

    private RecordingNode joined(String name) {
        RecordingNode node = node(new NodeId(name));
        RecordingNode.await(() -> node.bus.isAlive(Duration.ofSeconds(5)));
        return node;
    }
}
