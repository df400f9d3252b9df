package one.commserver.demo;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// What a step may take.
///
/// Spec: chapter 12.
enum Budget {
    NONE(null, 0, 0),
    CONNECTION(Duration.ofSeconds(2), 0, 0),
    AUTHENTICATION(Duration.ofSeconds(1), 4, 6),
    /// From the first dial until two peers can talk.
    ALL(Duration.ofSeconds(7), 0, 0);

    private final @Nullable Duration time;
    private final int fewest;
    private final int most;

    Budget(@Nullable Duration time, int fewest, int most) {
        this.time = time;
        this.fewest = fewest;
        this.most = most;
    }

    boolean isExceededBy(Duration took) {
        return time != null && took.compareTo(time) >= 0;
    }

    boolean allows(int messages) {
        return most == 0 || (messages >= fewest && messages <= most);
    }

    /// The time, as the timeline shows it.
    String time() {
        return time == null ? "" : "< " + time.toSeconds() + " s";
    }

    /// The messages, as the timeline shows them.
    String messages() {
        return most == 0 ? "" : fewest + " to " + most;
    }
}
