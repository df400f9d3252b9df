package one.commserver.demo.journal;

import one.commserver.terminal.Text;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;

/// One step of the tour: what was checked, how long it took and how many messages it needed. For one thread.
public final class Step {

    /// No messages were counted.
    public static final int UNCOUNTED = -1;

    private final String name;
    private final Budget budget;
    private final List<String> failures = new ArrayList<>();
    private String expectation = "no failure";
    private String note = "";
    private Duration time = Duration.ZERO;
    private boolean timed;
    private int messages = UNCOUNTED;
    private int held;

    public Step(String name, Budget budget) {
        this.name = name;
        this.budget = budget;
    }

    /// Says what is awaited, for the case that something else comes.
    public void expect(String what) {
        expectation = what;
    }

    /// Waits for something, but not for ever.
    public <T> T await(Mono<T> what, Duration limit) {
        Mono<T> late = Mono.error(() -> new IllegalStateException("nothing within " + Text.time(limit)));
        return Objects.requireNonNull(what.timeout(limit, late).block(), "nothing came");
    }

    /// Checks that something is as it should be.
    public void same(String what, @Nullable Object expected, @Nullable Object came) {
        check(Objects.equals(expected, came), what + " " + expected, what + " " + came);
    }

    public void check(boolean holds, String expected, String came) {
        if (holds) {
            held++;
        } else {
            failures.add("expected: " + expected + "\ncame:     " + came);
        }
    }

    /// Checks how many messages there were, against the number and against the budget.
    public void messages(String whose, int expected, int came) {
        messages = came;
        same(whose + "'s messages:", expected, came);
        check(
                budget.allows(came),
                "a number of messages within the budget of " + budget.messages(),
                String.valueOf(came));
    }

    /// The step was awaited and failed.
    public void broke(Throwable failure) {
        String text = failure.getMessage();
        check(false, expectation, text == null ? failure.getClass().getSimpleName() : text);
    }

    /// How long it took where that isn't the time from its begin to its end; the first call counts.
    public void took(Duration duration) {
        if (!timed) {
            time = duration;
            timed = true;
        }
    }

    /// What else is worth knowing, in a few words.
    public void note(String words) {
        note = words;
    }

    public String name() {
        return name;
    }

    public Budget budget() {
        return budget;
    }

    public String note() {
        return note;
    }

    public Duration time() {
        return time;
    }

    /// How many messages there were, or [#UNCOUNTED].
    public int messages() {
        return messages;
    }

    public int held() {
        return held;
    }

    /// Two lines each: what was expected and what came.
    public List<String> failures() {
        return failures;
    }

    public boolean isOverBudget() {
        return budget.isExceededBy(time);
    }

    /// What a step may take.
    ///
    /// Spec: chapter 12.
    public enum Budget {
        NONE(null, 0, 0),
        CONNECTION(Duration.ofSeconds(2), 0, 0),
        DISCOVERY(null, 3, 5),
        AUTHENTICATION(Duration.ofSeconds(1), 4, 6),
        ENCRYPTION(Duration.ofMillis(500), 2, 4),
        PAIRING(Duration.ofSeconds(3), 4, 8),
        /// The first synchronisation.
        SYNC(null, 10, 50),
        /// From the first dial until two strangers are peers.
        ALL(Duration.ofSeconds(7), 0, 0);

        private final @Nullable Duration time;
        private final int fewest;
        private final int most;

        Budget(@Nullable Duration time, int fewest, int most) {
            this.time = time;
            this.fewest = fewest;
            this.most = most;
        }

        public boolean isExceededBy(Duration took) {
            return time != null && took.compareTo(time) >= 0;
        }

        public boolean allows(int messages) {
            return most == 0 || (messages >= fewest && messages <= most);
        }

        /// The time, as the timeline shows it.
        public String time() {
            return time == null ? "" : "< " + (fitsSeconds(time) ? time.toSeconds() + " s" : time.toMillis() + " ms");
        }

        private static boolean fitsSeconds(Duration time) {
            return time.toMillisPart() == 0;
        }

        /// The messages, as the timeline shows them.
        public String messages() {
            return most == 0 ? "" : fewest + " to " + most;
        }
    }
}
