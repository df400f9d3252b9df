package one.commserver.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BytesUnderWayTest {

    private static final long LARGE = BytesUnderWay.LARGE;

    private final BytesUnderWay bytes = new BytesUnderWay(3 * LARGE);

    @Test
    void whatIsAnsweredGivesItsRoomBack() {
        assertThat(bytes.take(2 * LARGE)).isTrue();
        assertThat(bytes.take(2 * LARGE)).isFalse();
        assertThat(bytes.take(LARGE)).isTrue();
        assertThat(bytes.take(LARGE)).isFalse();

        bytes.giveBack(2 * LARGE);

        assertThat(bytes.take(2 * LARGE)).isTrue();
        assertThat(bytes.take(LARGE)).isFalse();
    }

    @Test
    void whatNobodyWaitsForCountsUntilSomethingIsAnswered() {
        assertThat(bytes.take(3 * LARGE)).isTrue();
        bytes.giveUp(3 * LARGE);
        assertThat(bytes.take(LARGE)).isFalse();

        bytes.answered();
        bytes.answered();

        assertThat(bytes.take(3 * LARGE)).isTrue();
        assertThat(bytes.take(LARGE)).isFalse();
    }

    @Test
    void whatIsSmallNeedsNoRoom() {
        assertThat(bytes.take(3 * LARGE)).isTrue();

        assertThat(bytes.take(LARGE - 1)).isTrue();
        bytes.giveBack(LARGE - 1);
        bytes.giveUp(LARGE - 1);
        bytes.answered();

        assertThat(bytes.take(LARGE)).isFalse();
    }
}
