package one.commserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.Simultaneously;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class BatchMemoryTest {

    private final AtomicLong nanos = new AtomicLong();
    private final BatchMemory memory = new BatchMemory(100, Duration.ofSeconds(60), nanos::get);

    @Test
    void thereIsRoomForAsMuchAsThereIsAndNotAByteMore() {
        assertThat(memory.take(60, memory.now(), () -> {})).isPresent();
        assertThat(memory.take(41, memory.now(), () -> {})).isEmpty();
        assertThat(memory.take(40, memory.now(), () -> {})).isPresent();
        assertThat(memory.take(1, memory.now(), () -> {})).isEmpty();
        assertThat(memory.taken()).isEqualTo(100);
    }

    @Test
    void whatIsGivenBackCountsOnce() {
        BatchMemory.Share share = memory.take(80, memory.now(), () -> {}).orElseThrow();
        share.shrinkTo(30);
        assertThat(memory.taken()).isEqualTo(30);
        share.shrinkTo(50);
        assertThat(memory.taken()).as("it never grows").isEqualTo(30);

        share.release();
        share.release();
        share.shrinkTo(10);

        assertThat(memory.taken()).isZero();
        assertThat(memory.count()).isZero();
    }

    @Test
    void whoIsSlowIsToldWhenOthersNeedTheRoomAndNotBefore() {
        var told = new AtomicInteger();
        memory.take(90, memory.now(), told::incrementAndGet);
        nanos.addAndGet(Duration.ofSeconds(59).toNanos());
        memory.take(20, memory.now(), () -> {});
        assertThat(told).hasValue(0);

        nanos.addAndGet(Duration.ofSeconds(1).toNanos());
        memory.take(10, memory.now(), () -> {});
        assertThat(told).as("there was room").hasValue(0);
        memory.take(20, memory.now(), () -> {});

        assertThat(told).hasValue(1);
    }

    @Test
    void whoAsksAnewIsAsSlowAsBefore() {
        var told = new AtomicInteger();
        long since = memory.now();
        nanos.addAndGet(Duration.ofSeconds(61).toNanos());
        memory.take(90, since, told::incrementAndGet);
        assertThat(told).hasValue(0);

        memory.take(20, memory.now(), () -> {});

        assertThat(told).hasValue(1);
    }

    @Test
    void nothingIsLostWhenManyTakeAndGiveBackAtOnce() throws Exception {
        var most = new AtomicLong();
        Simultaneously.simultaneously(
                8,
                turn -> {
                    List<BatchMemory.Share> shares = new ArrayList<>();
                    for (int i = 0; i < 2000; i++) {
                        Optional<BatchMemory.Share> share = memory.take(1 + i % 40, memory.now(), () -> {});
                        most.accumulateAndGet(memory.taken(), Math::max);
                        share.ifPresent(shares::add);
                        if (i % 3 == 0) {
                            shares.forEach(each -> each.shrinkTo(1));
                            shares.forEach(BatchMemory.Share::release);
                            shares.clear();
                        }
                    }
                    shares.forEach(BatchMemory.Share::release);
                    return turn;
                });

        assertThat(most.get()).isLessThanOrEqualTo(100);
        assertThat(memory.taken()).isZero();
    }
}
