package one.commserver.demo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.demo.journal.Step.Budget;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.List;

class TimelineTest {

    @Test
    void columnsStandBelowEachOther() {
        Timeline timeline = new Timeline(List.of(step("short", 12), step("a longer step", 3)), false);

        assertThat(timeline.table())
                .isEqualTo(
                        """
                        step           result    time  budget  messages  budget
                        -------------  ------  ------  ------  --------  ------
                        short          ok       12 ms   < 1 s         4  4 to 6
                        a longer step  ok      3.0 ms   < 1 s         4  4 to 6\
                        """);
        assertThat(timeline.holds()).isTrue();
        assertThat(timeline.verdict()).isEqualTo("All 4 checks held.");
    }

    @Test
    void aTimeOverItsBudgetIsMarkedAndFailsOnlyWhenStrict() {
        List<Step> steps = List.of(step("slow", 1000));

        assertThat(new Timeline(steps, false).table()).contains("slow  ok, over budget  1.00 s");
        assertThat(new Timeline(steps, false).holds()).isTrue();
        assertThat(new Timeline(steps, false).verdict()).isEqualTo("All 2 checks held. 1 step was over budget.");
        assertThat(new Timeline(steps, true).holds()).isFalse();
        assertThat(new Timeline(steps, true).verdict()).endsWith("1 step was over budget. Failed: slow.");
    }

    @Test
    void aCheckThatDoesNotHoldFails() {
        Step step = step("wrong", 1);

        step.same("state", "open", "closed");

        assertThat(step.failures()).containsExactly("expected: state open\ncame:     state closed");
        assertThat(new Timeline(List.of(step), false).holds()).isFalse();
        assertThat(new Timeline(List.of(step), false).verdict())
                .isEqualTo("1 of 3 checks did not hold. Failed: wrong.");
    }

    @Test
    void messagesBeyondTheBudgetFailEvenIfTheyWereExpected() {
        Step step = new Step("talkative", Budget.AUTHENTICATION);

        step.messages("A", 7, 7);

        assertThat(step.failures())
                .containsExactly("expected: a number of messages within the budget of 4 to 6\ncame:     7");
    }

    private static Step step(String name, long millis) {
        Step step = new Step(name, Budget.AUTHENTICATION);
        step.took(Duration.ofMillis(millis));
        step.messages("A", 4, 4);
        return step;
    }
}
