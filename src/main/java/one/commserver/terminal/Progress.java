package one.commserver.terminal;

import one.commserver.connection.NanoClock;

import java.io.PrintStream;
import java.time.Duration;

/// Shows how far a transfer is: in a terminal one line that is drawn again, in a log a line each quarter. For one
/// thread.
public final class Progress {

    private static final String INDENT = "        ";

    /// The widest bar, and the narrowest that says something, in characters.
    private static final int WIDEST = 30;

    private static final int NARROWEST = 10;

    /// What stands behind the label, at its longest below 1 TiB, in characters.
    private static final int NUMBERS = " 100 %, 1023.9 MiB of 1023.9 MiB, 1023.9 MiB/s".length();

    /// From here on letters may take two columns.
    private static final int WIDE = 0x1100;

    private static final int PERCENT = 100;
    private static final int QUARTER = 25;

    /// Often enough for an eye, seldom enough for a slow terminal.
    private static final Duration REDRAW = Duration.ofMillis(100);

    private final PrintStream out;
    private final int columns;
    private final NanoClock clock;
    private final String label;
    private final long before;
    private final long total;
    private final long start;
    private long done;
    private long drawnAt;
    private int told;
    private boolean drawn;

    /// @param columns of the terminal where a line can be drawn again; 0: there is none
    /// @param total in bytes
    public Progress(PrintStream out, int columns, NanoClock clock, String label, long total) {
        this(out, columns, clock, label, 0, total);
    }

    /// @param columns of the terminal where a line can be drawn again; 0: there is none
    /// @param before how many bytes were there before, which count for how far it is and not for how fast
    /// @param total in bytes
    public Progress(PrintStream out, int columns, NanoClock clock, String label, long before, long total) {
        this.out = out;
        this.columns = columns;
        this.clock = clock;
        this.label = label;
        this.before = before;
        this.total = total;
        this.done = before;
        this.start = clock.nanos();
        this.drawnAt = start - REDRAW.toNanos();
        this.told = percent() / QUARTER;
    }

    /// More has come.
    public void add(long bytes) {
        done += bytes;
        int percent = percent();
        if (columns > 0) {
            if (percent >= PERCENT || clock.nanos() - drawnAt >= REDRAW.toNanos()) {
                drawnAt = clock.nanos();
                drawn = true;
                out.print("\r" + drawing(percent));
                out.flush();
            }
        } else if (percent / QUARTER > told) {
            told = percent / QUARTER;
            out.println(INDENT + label + numbers(told * QUARTER));
        }
    }

    /// Nothing more comes: what is printed next starts on a line of its own.
    public void end() {
        if (drawn) {
            out.println();
        }
    }

    private int percent() {
        return total == 0 ? PERCENT : (int) Math.min(PERCENT, done * PERCENT / total);
    }

    private String numbers(int percent) {
        return " %3d %%, %s of %s, %s"
                .formatted(
                        percent, Text.bytes(done), Text.bytes(total), Text.rate(done - before, clock.nanos() - start));
    }

    /// No wider than the terminal: a line that is broken there isn't drawn again, but below. The last column stays
    /// free, since some terminals break there.
    private String drawing(int percent) {
        int room = columns - 1;
        int name = width(label);
        int bar = Math.min(WIDEST, room - INDENT.length() - "[] ".length() - name - NUMBERS);
        String lead = bar < NARROWEST ? "" : INDENT + bar(percent, bar) + " ";
        String line = lead + cut(label, Math.max(0, room - lead.length() - NUMBERS)) + numbers(percent);
        return cut(line + " ".repeat(Math.max(0, lead.length() + name + NUMBERS - width(line))), room);
    }

    private static String bar(int percent, int width) {
        int full = percent * width / PERCENT;
        return "[" + "#".repeat(full) + ".".repeat(width - full) + "]";
    }

    private static int width(String text) {
        return text.codePoints().map(point -> point < WIDE ? 1 : 2).sum();
    }

    private static String cut(String text, int columns) {
        int end = 0;
        int used = 0;
        while (end < text.length()) {
            int point = text.codePointAt(end);
            used += point < WIDE ? 1 : 2;
            if (used > columns) {
                break;
            }
            end += Character.charCount(point);
        }
        return text.substring(0, end);
    }
}
