package one.commserver.relay.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

class MemoryTest {

    private final VirtualTimeScheduler timers = VirtualTimeScheduler.create();
    private final AtomicInteger reliefs = new AtomicInteger();
    private final List<String> done = new ArrayList<>();
    private final AtomicLong most = new AtomicLong(1_000);
    private final Memory memory = new Memory(most::get, timers);

    MemoryTest() {
        memory.onFull(reliefs::incrementAndGet);
    }

    @Test
    void theBoundItselfIsNotTooMuch() {
        memory.add(1_000);
        memory.check();
        timers.advanceTime();
        assertThat(reliefs).hasValue(0);

        memory.add(1);
        memory.check();
        timers.advanceTime();
        assertThat(reliefs).hasValue(1);
    }

    @Test
    void theBoundIsTheOneThatHoldsNow() {
        memory.add(900);
        memory.whenRoom(() -> done.add("roomy"));
        most.set(2_000);
        timers.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(done).containsExactly("roomy");

        most.set(800);
        memory.check();
        timers.advanceTime();
        assertThat(reliefs).hasValue(1);
        assertThat(memory.excess()).isEqualTo(300);
    }

    @Test
    void whoNeedsRoomWaitsUntilAQuarterIsFree() {
        memory.whenRoom(() -> done.add("at once"));
        memory.add(900);
        memory.whenRoom(() -> done.add("first"));
        memory.whenRoom(() -> done.add("second"));
        timers.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(done).containsExactly("at once");
        assertThat(memory.excess()).isEqualTo(150);

        memory.remove(150);
        timers.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(done).containsExactly("at once", "first", "second");
    }

    @Test
    void nobodyIsKeptWaitingForEverByThoseWhoHoldWhatThereIs() {
        memory.add(900);
        memory.whenRoom(() -> done.add("at last"));
        timers.advanceTimeBy(Duration.ofSeconds(4));
        assertThat(reliefs).hasValue(0);

        timers.advanceTimeBy(Duration.ofSeconds(2));

        assertThat(reliefs).hasValue(1);
        memory.remove(400);
        timers.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(done).containsExactly("at last");
    }

    @Test
    void whoGetsRoomMayUseItUpForTheNext() {
        memory.add(900);
        memory.whenRoom(() -> memory.add(500));
        memory.whenRoom(() -> done.add("late"));
        memory.remove(500);
        timers.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(done).isEmpty();

        memory.remove(500);
        timers.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(done).containsExactly("late");
    }

    @Test
    void whoFailsKeepsNobodyElseWaiting() {
        memory.add(900);
        memory.whenRoom(MemoryTest::fail);
        memory.whenRoom(MemoryTest::findNoMemory);
        memory.whenRoom(() -> done.add("next"));
        memory.remove(500);
        timers.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(done).containsExactly("next");
    }

    @Test
    void aReliefThatFailsIsAskedAgain() {
        memory.onFull(() -> {
            reliefs.incrementAndGet();
            fail();
        });
        memory.whenRoom(() -> memory.add(1_001));
        memory.whenRoom(() -> done.add("at last"));
        memory.check();
        timers.advanceTimeBy(Duration.ofSeconds(1));
        memory.check();
        timers.advanceTimeBy(Duration.ofSeconds(5));
        assertThat(reliefs).hasValue(3);

        memory.remove(500);
        timers.advanceTimeBy(Duration.ofSeconds(1));
        assertThat(done).containsExactly("at last");
    }

    /// As Netty does where its bound is met.
    private static void findNoMemory() {
        throw new OutOfMemoryError("on purpose");
    }

    private static void fail() {
        throw new IllegalStateException("on purpose");
    }
}
