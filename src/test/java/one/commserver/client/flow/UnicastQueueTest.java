package one.commserver.client.flow;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;
import reactor.test.StepVerifier;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Queue;

class UnicastQueueTest {

    private final Queue<Runnable> tasks = new ArrayDeque<>();
    private final List<String> told = new ArrayList<>();
    private final UnicastQueue<Integer> queue =
            new UnicastQueue<>(
                    "the test",
                    tasks::add,
                    new UnicastQueue.Owner<>() {
                        @Override
                        public void leaving(Integer next) {
                            told.add("leaving " + next);
                        }

                        @Override
                        public void settled(boolean subscribed, boolean isEmpty) {
                            told.add(subscribed + " " + isEmpty);
                        }
                    });

    @Test
    void theOwnerHearsWhatLeavesAndWhatWaits() {
        queue.add(1);
        queue.add(2);
        var taker = new Taker(1);

        assertThat(taker.got).containsExactly(1);
        assertThat(told).containsExactly("false false", "false false", "true false", "leaving 1", "true false");
    }

    @Test
    void theNextSubscriberGoesOnWhereTheLastOneStopped() {
        List.of(1, 2, 3).forEach(queue::add);
        var first = new Taker(2);
        first.cancel();

        var second = new Taker(2);

        assertThat(first.got).containsExactly(1, 2);
        assertThat(second.got).containsExactly(3);
    }

    @Test
    void whoCancelsWhileItIsGivenSomethingGetsNoMore() {
        List.of(1, 2).forEach(queue::add);
        var taken = new ArrayList<Integer>();
        queue.elements().take(1).subscribe(taken::add);
        run();

        assertThat(taken).containsExactly(1);
        assertThat(told).endsWith("leaving 1", "true false");
    }

    @Test
    void aSecondOneBesideTheFirstIsRefused() {
        var first = new Taker(1);

        StepVerifier.create(queue.elements()).expectErrorMessage("the test has a subscriber already").verify();

        queue.add(1);
        assertThat(first.got).containsExactly(1);
    }

    @Test
    void theEndComesBehindWhatWaitsAndNothingBehindIt() {
        queue.add(1);
        queue.end(new IOException("first"));
        queue.end(null);
        queue.add(2);

        var taker = new Taker(1);

        assertThat(taker.got).containsExactly(1);
        assertThat(taker.failure).hasMessage("first");
    }

    private void run() {
        for (Runnable next = tasks.poll(); next != null; next = tasks.poll()) {
            next.run();
        }
    }

    private final class Taker extends BaseSubscriber<Integer> {

        private final List<Integer> got = new ArrayList<>();
        private Throwable failure;

        private Taker(int demand) {
            queue.elements().subscribe(this);
            request(demand);
            run();
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // asks by itself
        }

        @Override
        protected void hookOnNext(Integer next) {
            got.add(next);
        }

        @Override
        protected void hookOnError(Throwable error) {
            failure = error;
        }
    }
}
