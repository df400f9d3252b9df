package one.commserver.history;

import one.commserver.protocol.CloseReason;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// All that happened, in the order in which this process saw it. Any thread.
public final class History {

    /// More than any run makes; beyond it nothing is taken, and the run isn't valid.
    private static final int MOST = 20_000_000;

    /// An event, and when it was.
    ///
    /// @param at in nanoseconds, since some moment
    public record Entry(long at, Event event) {}

    private static final String REPLACED = CloseReason.REPLACED.text();

    private final List<Entry> entries = new ArrayList<>();
    private long displacements;

    public synchronized void add(Event event) {
        if (entries.size() == MOST) {
            throw new IllegalStateException("the history is too long");
        }
        entries.add(new Entry(now(), event));
        if (event instanceof Event.Left left && left.how().contains(REPLACED)) {
            displacements++;
        }
    }

    /// How many connections have lost their slot to another one.
    synchronized long displacements() {
        return displacements;
    }

    public synchronized List<Entry> entries() {
        return List.copyOf(entries);
    }

    long now() {
        return System.nanoTime();
    }

    /// Writes it down, an event a line.
    public void keep(Path file) throws IOException {
        List<Entry> all = entries();
        long start = all.isEmpty() ? 0 : all.getFirst().at();
        Files.createDirectories(file.getParent());
        try (var writer = Files.newBufferedWriter(file)) {
            for (Entry entry : all) {
                writer.write("%.6f %s%n".formatted((entry.at() - start) / 1e9, entry.event()));
            }
        }
    }
}
