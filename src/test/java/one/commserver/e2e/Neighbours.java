package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;

/// Two clients that go on talking to each other whatever happens around them: numbered frames there and back.
final class Neighbours {

    private static final int PACE_MILLIS = 15;
    private static final int ROUNDS = 3;
    private static final int FRAME = 5 + Long.BYTES;
    private static final long GRANT = 4096;

    private final Joined pair;
    private final ScheduledExecutorService pace =
            Executors.newSingleThreadScheduledExecutor(Thread.ofPlatform().daemon().name("neighbours").factory());
    private final Future<?> talking;
    private long rounds;
    private long limit = GRANT;
    private volatile @Nullable Throwable failure;
    private volatile CountDownLatch awaited = new CountDownLatch(0);

    Neighbours(RawClient one, RawClient other) {
        pair = Joined.of(one, GRANT, other, GRANT);
        talking = pace.scheduleWithFixedDelay(this::round, 0, PACE_MILLIS, TimeUnit.MILLISECONDS);
    }

    /// Fails if they have ever missed a frame, or don't talk any more.
    void areWell() throws InterruptedException {
        awaited = new CountDownLatch(ROUNDS);
        boolean goesOn =
                !talking.isDone() && failure == null && awaited.await(RawClient.DEADLINE.toSeconds(), TimeUnit.SECONDS);
        if (failure != null) {
            throw new AssertionError("the neighbours were disturbed", failure);
        }
        assertThat(goesOn).as("the neighbours go on").isTrue();
    }

    private void round() {
        if (failure != null) {
            return;
        }
        try {
            long number = rounds++;
            if (limit - rounds * FRAME < GRANT / 2) {
                regrant();
            }
            byte[] payload = ByteBuffer.allocate(Long.BYTES).putLong(number).array();
            pair.say(payload);
            pair.acceptor().data(pair.there(), payload);
            assertThat(pair.opener().data(pair.here())).isEqualTo(payload);
            awaited.countDown();
        } catch (RuntimeException | AssertionError broken) {
            failure = broken;
        }
    }

    private void regrant() {
        long received = (rounds - 1) * FRAME;
        limit = received + GRANT;
        pair.opener().flow(pair.here(), received, limit);
        assertThat(pair.acceptor().flow(pair.there()).limit()).isEqualTo(limit);
        pair.acceptor().flow(pair.there(), received, limit);
        assertThat(pair.opener().flow(pair.here()).limit()).isEqualTo(limit);
    }
}
