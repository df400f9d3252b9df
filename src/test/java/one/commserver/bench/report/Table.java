package one.commserver.bench.report;

import java.util.List;

/// A table in Markdown.
public final class Table {

    private final StringBuilder text = new StringBuilder();

    /// @param heads of its columns
    public Table(String... heads) {
        this(List.of(heads));
    }

    /// @param heads of its columns
    public Table(List<String> heads) {
        row(heads);
        text.append("|---".repeat(heads.size())).append("|\n");
    }

    /// One more row.
    ///
    /// @return this
    public Table row(String... cells) {
        return row(List.of(cells));
    }

    /// One more row.
    ///
    /// @return this
    public Table row(List<String> cells) {
        for (String cell : cells) {
            text.append(cell.isEmpty() ? "|" : "| " + cell).append(' ');
        }
        text.append("|\n");
        return this;
    }

    /// The Markdown.
    @Override
    public String toString() {
        return text.toString();
    }
}
