package one.commserver.demo.journal;

import one.commserver.connection.NanoClock;

import java.io.PrintStream;
import java.time.Duration;

/// Shows how far a transfer is: in a terminal one line that is drawn again, in a log a line each quarter. For one
/// thread.
public final class Progress {

    private static final int WIDTH = 30;
    private static final int PERCENT = 100;
    private static final int QUARTER = 25;

    /// Often enough for an eye, seldom enough for a slow terminal.
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final PrintStream out;
    private final boolean terminal;
    private final NanoClock clock;
    private final String label;
    private final long total;
    private final long start;
    private long done;
    private long drawnAt;
    private int told;

    /// @param terminal whether a line can be drawn again
    /// @param total in bytes
    public Progress(PrintStream out, boolean terminal, NanoClock clock, String label, long total) {
        this.out = out;
        this.terminal = terminal;
        this.clock = clock;
        this.label = label;
        this.total = total;
        this.start = clock.nanos();
        this.drawnAt = start - REDRAW.toNanos();
    }

    /// More has come.
    public void add(long bytes) {
        done += bytes;
        int percent = percent();
        if (terminal) {
            if (percent >= PERCENT || clock.nanos() - drawnAt >= REDRAW.toNanos()) {
                drawnAt = clock.nanos();
                out.print("\r        " + bar(percent) + " " + line(percent));
                out.flush();
            }
        } else if (percent / QUARTER > told) {
            told = percent / QUARTER;
            out.println("        " + line(told * QUARTER));
        }
    }

    /// Nothing more comes: what is printed next starts on a line of its own.
    public void end() {
        if (terminal && done > 0) {
            out.println();
        }
    }

    private int percent() {
        return total == 0 ? PERCENT : (int) Math.min(PERCENT, done * PERCENT / total);
    }

    private String line(int percent) {
        return "%s %3d %%, %s of %s, %s   "
                        .formatted(
                                label,
                                percent,
                                Text.bytes(done),
                                Text.bytes(total),
                                Text.rate(done, clock.nanos() - start))
                        .stripTrailing()
                + (terminal ? "   " : "");
    }

    private static String bar(int percent) {
        int full = percent * WIDTH / PERCENT;
        return "[" + "#".repeat(full) + ".".repeat(WIDTH - full) + "]";
    }
}
