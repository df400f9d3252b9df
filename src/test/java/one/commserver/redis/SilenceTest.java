package one.commserver.redis;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class SilenceTest {

    private long now;
    private final Silence silence = new Silence(() -> now);

    @Test
    void whoeverGetsNoAnswerIsAskedOnceASecond() {
        long before = silence.answers();
        assertThat(silence.allowsToAsk()).isTrue();
        silence.timedOut(before);

        assertThat(silence.allowsToAsk()).isFalse();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(silence.allowsToAsk()).isTrue();
        assertThat(silence.allowsToAsk()).isFalse();
        now += Duration.ofSeconds(1).toNanos();
        assertThat(silence.allowsToAsk()).isTrue();
        silence.answered();
        assertThat(silence.allowsToAsk()).isTrue();
        assertThat(silence.allowsToAsk()).isTrue();
    }

    @Test
    void whatAnswersOthersIsNotSilent() {
        long before = silence.answers();
        silence.answered();

        silence.timedOut(before);

        assertThat(silence.allowsToAsk()).isTrue();
        assertThat(silence.allowsToAsk()).isTrue();
    }
}
