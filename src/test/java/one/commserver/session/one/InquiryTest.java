package one.commserver.session.one;

import static one.commserver.session.one.Inquiry.Due.JUDGEMENT;
import static one.commserver.session.one.Inquiry.Due.NOTHING;
import static one.commserver.session.one.Inquiry.Due.QUESTION;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import java.time.Duration;

/// Whoever waits is asked one question at a time, however the timer and the event loop take turns.
class InquiryTest {

    private static final long INTERVAL = 1_000;
    private static final long PATIENCE = 500;
    private static final long START = -1_200;

    private final Inquiry inquiry = new Inquiry(Duration.ofNanos(INTERVAL), Duration.ofNanos(PATIENCE));

    @BeforeEach
    void theClientHasRegistered() {
        inquiry.answered(START);
    }

    @Test
    void anIntervalAfterTheLastAnswerItIsAsked() {
        assertThat(inquiry.look(START + INTERVAL - 1)).isEqualTo(NOTHING);
        assertThat(inquiry.look(START + INTERVAL)).isEqualTo(QUESTION);

        assertThat(inquiry.ask(START + INTERVAL, true)).isTrue();
        assertThat(inquiry.isUnderWay()).isTrue();
    }

    @Test
    void untilTheEventLoopHasDoneItNothingElseIsDue() {
        inquiry.look(START + INTERVAL);

        assertThat(inquiry.look(START + 2 * INTERVAL)).isEqualTo(NOTHING);
    }

    /// A look that saw no question under way may come to its end behind the one that asks.
    @Test
    void aSecondLookAtTheMomentOfAskingAsksNothing() {
        inquiry.look(START + INTERVAL);
        inquiry.ask(START + INTERVAL, true);

        assertThat(inquiry.ask(START + INTERVAL + 1, true)).isFalse();

        assertThat(inquiry.look(START + INTERVAL + PATIENCE)).isEqualTo(JUDGEMENT);
        assertThat(inquiry.isOver(START + INTERVAL + PATIENCE)).isTrue();
    }

    @Test
    void anAnswerBetweenTheLookAndTheQuestionMakesItNeedless() {
        inquiry.look(START + INTERVAL);
        inquiry.answered(START + INTERVAL);

        assertThat(inquiry.ask(START + INTERVAL + 1, true)).isFalse();
        assertThat(inquiry.isUnderWay()).isFalse();
    }

    @Test
    void whoMayNotBeToldAnythingIsNotAsked() {
        inquiry.look(START + INTERVAL);

        assertThat(inquiry.ask(START + INTERVAL, false)).isFalse();
        assertThat(inquiry.isUnderWay()).isFalse();
    }

    @Test
    void anAnswerThatComesBeforeTheJudgementIsInTime() {
        isAsked();
        assertThat(inquiry.look(START + INTERVAL + PATIENCE - 1)).isEqualTo(NOTHING);
        assertThat(inquiry.look(START + INTERVAL + PATIENCE)).isEqualTo(JUDGEMENT);
        inquiry.answered(START + INTERVAL + PATIENCE);

        assertThat(inquiry.isOver(START + INTERVAL + PATIENCE + 1)).isFalse();
        assertThat(inquiry.look(START + 2 * INTERVAL + PATIENCE)).isEqualTo(QUESTION);
    }

    @Test
    void whoCouldNotBeHeardHasTheWholeTimeOnceMore() {
        isAsked();
        inquiry.postpone(START + 10 * INTERVAL);

        assertThat(inquiry.look(START + 10 * INTERVAL + PATIENCE - 1)).isEqualTo(NOTHING);
        assertThat(inquiry.look(START + 10 * INTERVAL + PATIENCE)).isEqualTo(JUDGEMENT);
    }

    private void isAsked() {
        assertThat(inquiry.look(START + INTERVAL)).isEqualTo(QUESTION);
        assertThat(inquiry.ask(START + INTERVAL, true)).isTrue();
    }
}
