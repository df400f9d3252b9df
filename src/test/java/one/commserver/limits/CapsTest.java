package one.commserver.limits;

import static one.commserver.testing.Simultaneously.simultaneously;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;

class CapsTest {

    private static final int MANY = 1000;

    @Test
    void aCounterIsExactUnderManyAttempts() throws Exception {
        var counter = new CappedCounter(100);

        var permits = simultaneously(MANY, i -> counter.acquire());

        assertThat(permits).filteredOn(Optional::isPresent).hasSize(100);
        assertThat(counter.count()).isEqualTo(100);
        simultaneously(MANY, i -> permits.get(i).map(CapsTest::releaseTwice));
        assertThat(counter.count()).isZero();
    }

    @Test
    void whoIsRefusedIsNotCountedNotEvenForAMoment() throws Exception {
        var counter = new CappedCounter(1);
        assertThat(counter.acquire()).isPresent();

        var counts = simultaneously(MANY, i -> counter.acquire().isPresent() ? -1 : counter.count());

        assertThat(counts).containsOnly(1);
    }

    @Test
    void aReleasedPermitMakesRoomForOne() {
        var counter = new CappedCounter(1);
        var permit = counter.acquire().orElseThrow();
        assertThat(counter.acquire()).isEmpty();

        releaseTwice(permit);

        assertThat(counter.acquire()).isPresent();
        assertThat(counter.acquire()).isEmpty();
        assertThat(counter.cap()).isEqualTo(1);
    }

    @Test
    void aCapOfZeroLetsNobodyPass() {
        assertThat(new CappedCounter(0).acquire()).isEmpty();
        assertThatIllegalArgumentException().isThrownBy(() -> new CappedCounter(-1));
        assertThatIllegalArgumentException().isThrownBy(() -> new KeyedCap<String>(0));
    }

    @Test
    void aLoweredCapTakesNothingAwayAndLetsNobodyPassUntilThereIsRoom() {
        var cap = new AtomicInteger(3);
        var counter = new CappedCounter(cap::get);
        var permits = Stream.generate(() -> counter.acquire().orElseThrow()).limit(3).toList();

        cap.set(1);
        assertThat(counter.acquire()).isEmpty();
        assertThat(counter.count()).isEqualTo(3);
        permits.getFirst().release();
        permits.get(1).release();
        assertThat(counter.acquire()).isEmpty();
        permits.getLast().release();
        assertThat(counter.acquire()).isPresent();

        cap.set(2);
        assertThat(counter.acquire()).isPresent();
        assertThat(counter.acquire()).isEmpty();
    }

    @Test
    void aLoweredCapOfAKeyTakesNothingAway() {
        var cap = new AtomicInteger(2);
        var caps = new KeyedCap<String>(cap::get);
        var permit = caps.acquire("a").orElseThrow();
        assertThat(caps.acquire("a")).isPresent();

        cap.set(1);
        assertThat(caps.acquire("a")).isEmpty();
        assertThat(caps.count("a")).isEqualTo(2);
        permit.release();
        assertThat(caps.acquire("a")).isEmpty();

        cap.set(2);
        assertThat(caps.acquire("a")).isPresent();
    }

    @Test
    void aKeyedCapIsExactForEachKey() throws Exception {
        var caps = new KeyedCap<String>(30);

        var permits = simultaneously(MANY, i -> caps.acquire("key " + i % 4));

        assertThat(permits).filteredOn(Optional::isPresent).hasSize(4 * 30);
        assertThat(caps.count("key 0")).isEqualTo(30);
        simultaneously(MANY, i -> permits.get(i).map(CapsTest::releaseTwice));
        assertThat(caps.keys()).isZero();
    }

    @Test
    void twoKeysDoNotUseUpEachOther() {
        var caps = new KeyedCap<String>(1);

        assertThat(caps.acquire("a")).isPresent();
        assertThat(caps.acquire("a")).isEmpty();
        assertThat(caps.acquire("b")).isPresent();
    }

    @Test
    void aKeyVanishesWithItsLastPermit() {
        var caps = new KeyedCap<String>(2);
        var first = caps.acquire("a").orElseThrow();
        var second = caps.acquire("a").orElseThrow();

        releaseTwice(first);
        assertThat(caps.count("a")).isEqualTo(1);
        second.release();

        assertThat(caps.keys()).isZero();
        assertThat(caps.count("a")).isZero();
    }

    private static Permit releaseTwice(Permit permit) {
        permit.release();
        permit.release();
        return permit;
    }
}
