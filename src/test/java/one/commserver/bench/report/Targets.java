package one.commserver.bench.report;

/// What was aimed at, and what has come out. One thread.
public final class Targets {

    private static final String INTRODUCTION =
            "Ratios are of the medians in the sections below, to the bare relay in place unless it says otherwise.\n\n";

    private final Table table = new Table("target", "at most", "reached", "");
    private boolean any;

    /// One ratio.
    public void ratio(String what, double limit, double reached) {
        row(what, "%.2f".formatted(limit), "%.2f".formatted(reached), reached <= limit);
    }

    /// One number of bytes.
    public void bytes(String what, long limit, long reached) {
        row(what, "%,d bytes".formatted(limit), "%,d bytes".formatted(reached), reached <= limit);
    }

    private void row(String what, String limit, String reached, boolean isReached) {
        any = true;
        table.row(what, limit, reached, isReached ? "met" : "**missed**");
    }

    /// Whether nothing that has a target was measured.
    public boolean areEmpty() {
        return !any;
    }

    /// All of them, in the order in which they were measured.
    public Section section() {
        return new Section("Targets", INTRODUCTION + table);
    }
}
