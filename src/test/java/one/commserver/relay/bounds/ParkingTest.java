package one.commserver.relay.bounds;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import org.junit.jupiter.api.Test;

import reactor.test.scheduler.VirtualTimeScheduler;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class ParkingTest {

    private static final Identity ALICE = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
    private static final Identity BOB = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
    private static final Duration LIFE = Duration.ofMinutes(5);

    private final VirtualTimeScheduler timers = VirtualTimeScheduler.create();
    private final List<String> expired = new ArrayList<>();
    private final Parking<String> parking = new Parking<>(3, 2, LIFE, timers);

    @Test
    void whoReturnsInTimeIsNeverExpired() {
        assertThat(park("a", ALICE)).isTrue();

        assertThat(parking.claim("a")).isTrue();
        assertThat(parking.claim("a")).isFalse();

        timers.advanceTimeBy(LIFE.multipliedBy(2));
        assertThat(expired).isEmpty();
        assertThat(parking.count()).isZero();
    }

    @Test
    void whoDoesNotReturnExpiresBehindTheRegistrysOwnTime() {
        park("a", ALICE);
        timers.advanceTimeBy(LIFE);
        assertThat(expired).isEmpty();

        timers.advanceTimeBy(Duration.ofSeconds(1));

        assertThat(expired).containsExactly("a");
        assertThat(parking.claim("a")).isFalse();
    }

    @Test
    void thereIsSoMuchRoomInAllAndForEachIdentity() {
        assertThat(park("a", ALICE)).isTrue();
        assertThat(park("b", ALICE)).isTrue();
        assertThat(park("c", ALICE)).isFalse();
        assertThat(park("d", BOB)).isTrue();
        assertThat(park("e", BOB)).isFalse();

        assertThat(parking.claim("a")).isTrue();
        assertThat(park("e", BOB)).isTrue();
        assertThat(parking.count()).isEqualTo(3);
    }

    @Test
    void nobodyWaitsWhereSessionsDoNotOutliveTheirSockets() {
        assertThat(new Parking<String>(3, 2, Duration.ZERO, timers).park("a", ALICE, () -> {})).isFalse();
    }

    private boolean park(String name, Identity identity) {
        return parking.park(name, identity, () -> expired.add(name));
    }
}
