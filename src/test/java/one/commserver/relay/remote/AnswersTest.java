package one.commserver.relay.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class AnswersTest {

    private long now = -5;
    private final Answers answers = new Answers(() -> now);

    @Test
    void framesFlowWhenTheFarHalfCouldBeToldAndHasToldTheSame() {
        answers.begin();
        assertThat(answers.areComplete()).isFalse();
        answers.farCame();
        assertThat(answers.areComplete()).isFalse();
        answers.told(false);
        assertThat(answers.areComplete()).isFalse();
        answers.told(true);
        assertThat(answers.areComplete()).isTrue();
        answers.told(false);
        assertThat(answers.areComplete()).as("it was told before").isTrue();
    }

    @Test
    void whatTheFarHalfWasToldIsNotEnough() {
        answers.begin();
        answers.told(true);
        assertThat(answers.areComplete()).isFalse();
    }

    @Test
    void aBreakForgetsAllAnswers() {
        complete();

        answers.begin();

        assertThat(answers.isNearHere()).isFalse();
        assertThat(answers.hasRoom()).isFalse();
        assertThat(answers.isFarHere()).isFalse();
        assertThat(answers.areComplete()).isFalse();
    }

    @Test
    void roomIsWaitedForOnceAndCountsForTheBreakThatIsAnswered() {
        answers.begin();
        assertThat(answers.nearCame()).isTrue();
        answers.begin();
        assertThat(answers.nearCame()).as("it is being waited for").isFalse();
        assertThat(answers.hasRoom()).isFalse();
        assertThat(answers.roomCame()).isTrue();
        assertThat(answers.hasRoom()).isTrue();
    }

    @Test
    void roomThatComesBehindAnotherBreakCountsForNothing() {
        answers.begin();
        answers.nearCame();
        answers.begin();
        assertThat(answers.roomCame()).isFalse();
        assertThat(answers.hasRoom()).isFalse();
        assertThat(answers.nearCame()).as("it is waited for anew").isTrue();
    }

    @Test
    void whatTheFarHalfCanNotMeanIsRefusedOnceTheClientIsHere() {
        answers.begin();
        assertThat(answers.farIsWrong()).as("while the client is away").isFalse();
        assertThat(answers.isFarWrong()).as("when it comes").isTrue();
        answers.nearCame();
        assertThat(answers.farIsWrong()).isTrue();

        answers.farCame();
        assertThat(answers.isFarWrong()).as("it said something else since").isFalse();
    }

    @Test
    void whatTheFarHalfCouldNotMeanCountsForThatBreakOnly() {
        answers.begin();
        answers.farIsWrong();
        answers.begin();
        assertThat(answers.isFarWrong()).isFalse();
    }

    /// What the far half says of a break that is over may be on its way for a while, and means nothing.
    @Test
    void aBreakThatIsOverIsHeardOfForAWhileOnly() {
        pass(Duration.ofMinutes(1));
        complete();
        assertThat(answers.areSettled()).isFalse();
        pass(Duration.ofSeconds(5));
        assertThat(answers.areSettled()).isFalse();
        pass(Duration.ofMillis(1));
        assertThat(answers.areSettled()).isTrue();
    }

    private void complete() {
        answers.begin();
        answers.nearCame();
        answers.roomCame();
        answers.told(true);
        answers.farCame();
        answers.complete();
    }

    private void pass(Duration time) {
        now += time.toNanos();
    }
}
