package one.commserver.telemetry;

import one.commserver.connection.NanoClock;

import java.time.Duration;
import java.util.function.Consumer;

/// How many lines of one sort this node writes in a minute, however often there is a reason for one. What was left out
/// is told with the first line of a later minute. Any thread.
public final class LogBudget {

    /// For what goes wrong in the server itself: enough to find out what it is.
    public static final int DEFAULT_LINES = 60;

    private static final Duration MINUTE = Duration.ofMinutes(1);

    private final NanoClock clock;
    private final int most;
    private long since;
    private int taken;
    private long leftOut;

    public LogBudget(NanoClock clock) {
        this(clock, DEFAULT_LINES);
    }

    /// @param most lines in a minute
    public LogBudget(NanoClock clock, int most) {
        this.clock = clock;
        this.most = most;
        this.since = clock.nanos();
    }

    /// Writes, if there is room for a line.
    ///
    /// @param line writes one that ends with what it is given: nothing, or how many were left out before it
    public void write(Consumer<String> line) {
        long before = take();
        if (before >= 0) {
            line.accept(before == 0 ? "" : "; " + before + " more before");
        }
    }

    private synchronized long take() {
        if (clock.since(since).compareTo(MINUTE) >= 0) {
            since = clock.nanos();
            taken = 0;
        }
        if (taken == most) {
            leftOut++;
            return -1;
        }
        taken++;
        long told = leftOut;
        leftOut = 0;
        return told;
    }
}
