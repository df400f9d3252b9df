package one.commserver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.wire.Departure;
import one.commserver.wire.OutgoingQueue;

import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;

class OutgoingQueueTest {

    private final FakeWire wire = new FakeWire();
    private final List<String> fates = new ArrayList<>();
    private final AtomicInteger overflows = new AtomicInteger();
    private final OutgoingQueue queue = new OutgoingQueue(wire, weight(3, 6), overflows::incrementAndGet);

    @Test
    void whatIsAddedLeavesInOrderWithOneFlush() {
        add("a", 1);
        add("b", 2);
        add("c", 3);
        assertThat(fates).isEmpty();
        assertThat(queue.bytes()).isEqualTo(weight(3, 6));

        wire.run();

        assertThat(fates).containsExactly("a left", "b left", "c left");
        assertThat(wire.flushes).isEqualTo(1);
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void nothingLeavesWhileTheWireTakesNoMore() {
        wire.writable = false;
        add("a", 1);
        wire.run();
        assertThat(fates).isEmpty();
        assertThat(wire.flushes).isZero();

        wire.writable = true;
        queue.drain();

        assertThat(fates).containsExactly("a left");
    }

    @Test
    void drainingStopsWhenTheWireIsFull() {
        queue.add(
                new Departure() {
                    @Override
                    public int bytes() {
                        return 1;
                    }

                    @Override
                    public void depart() {
                        fates.add("a left");
                        wire.writable = false;
                    }

                    @Override
                    public void drop() {
                        fates.add("a dropped");
                    }
                });
        add("b", 1);

        wire.run();

        assertThat(fates).containsExactly("a left");
        assertThat(queue.bytes()).isEqualTo(weight(1, 1));
    }

    @Test
    void tooManyBytesAreToldOnceAndTheBoundItselfIsNotTooMuch() {
        add("a", 4);
        add("b", 1);
        add("c", 1);
        assertThat(overflows).hasValue(0);

        add("d", 0);
        add("e", 0);

        assertThat(overflows).hasValue(1);
    }

    @Test
    void departuresWithoutBytesCountForWhatTheyTake() {
        IntStream.range(0, 3).forEach(i -> add("d" + i, 0));
        assertThat(overflows).hasValue(0);

        add("d3", 0);

        assertThat(overflows).hasValue(1);
    }

    @Test
    void nothingPilesUpBehindAnOverflow() {
        add("a", 1000);

        add("b", 5);

        assertThat(fates).containsExactly("b dropped");
        assertThat(queue.bytes()).isEqualTo(weight(1, 1000));
    }

    @Test
    void theEndDropsEverythingExactlyOnceNowAndLater() {
        wire.writable = false;
        add("a", 1);
        add("b", 1);

        queue.end();
        add("c", 1);
        wire.writable = true;
        wire.run();
        queue.drain();
        queue.end();

        assertThat(fates).containsExactly("a dropped", "b dropped", "c dropped");
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void nothingLeavesBehindADepartureThatEndsTheQueue() {
        queue.add(
                new Departure() {
                    @Override
                    public int bytes() {
                        return 0;
                    }

                    @Override
                    public void depart() {
                        queue.end();
                        add("late", 1);
                    }

                    @Override
                    public void drop() {
                        fates.add("end dropped");
                    }
                });
        add("b", 1);

        wire.run();

        assertThat(fates).containsExactlyInAnyOrder("b dropped", "late dropped");
        assertThat(queue.bytes()).isZero();
    }

    @Test
    void whatMatchesIsDroppedAndTheRestKeepsItsOrder() {
        add("a", 1);
        add("x", 2);
        add("b", 3);

        queue.dropIf(departure -> departure.bytes() == 2);
        assertThat(queue.bytes()).isEqualTo(weight(2, 4));
        wire.run();

        assertThat(fates).containsExactly("x dropped", "a left", "b left");
    }

    @Test
    void aFlushThatMakesTheWireWritableAgainKeepsTheOrder() {
        wire.onFlush = queue::drain;
        IntStream.range(0, 3).forEach(i -> add("d" + i, 1));

        wire.run();

        assertThat(fates).containsExactly("d0 left", "d1 left", "d2 left");
    }

    @Test
    void manyThreadsAddAndEachOnesOrderIsKept() throws InterruptedException {
        OutgoingQueue wide = new OutgoingQueue(wire, Long.MAX_VALUE, overflows::incrementAndGet);
        CountDownLatch ready = new CountDownLatch(4);
        List<Thread> threads =
                IntStream.range(0, 4)
                        .mapToObj(t ->
                                Thread.ofPlatform()
                                        .start(() -> {
                                            ready.countDown();
                                            IntStream.range(0, 1_000)
                                                    .forEach(i -> wide.add(new FakeDeparture(t + ":" + i, 1, fates)));
                                        }))
                        .toList();
        for (Thread thread : threads) {
            thread.join();
        }

        wire.run();

        assertThat(fates).hasSize(4_000).doesNotHaveDuplicates();
        for (int t = 0; t < 4; t++) {
            String prefix = t + ":";
            assertThat(fates.stream().filter(f -> f.startsWith(prefix)).toList())
                    .isEqualTo(IntStream.range(0, 1_000).mapToObj(i -> prefix + i + " left").toList());
        }
        assertThat(wide.bytes()).isZero();
    }

    private static long weight(int departures, int bytes) {
        return (long) departures * OutgoingQueue.OVERHEAD + bytes;
    }

    private void add(String name, int bytes) {
        queue.add(new FakeDeparture(name, bytes, fates));
    }
}
