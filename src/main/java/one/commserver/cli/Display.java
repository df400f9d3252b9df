package one.commserver.cli;

import one.commserver.cli.transfer.Watch;
import one.commserver.terminal.Progress;

import org.jspecify.annotations.Nullable;

/// Shows one transfer. Its calls come one after another, on threads that may change.
final class Display implements Watch {

    private final Output output;
    private final boolean alone;
    private final Runnable moved;
    private @Nullable Progress progress;

    /// @param alone whether nothing else is printed meanwhile
    /// @param moved told whenever something has passed; that it begins isn't enough
    Display(Output output, boolean alone, Runnable moved) {
        this.output = output;
        this.alone = alone;
        this.moved = moved;
    }

    @Override
    public synchronized void begins(String name, long before, long size) {
        progress = output.progress(name, before, size, alone);
    }

    @Override
    public synchronized void passed(long bytes) {
        if (progress != null) {
            progress.add(bytes);
        }
        moved.run();
    }

    @Override
    public synchronized void ends() {
        if (progress != null) {
            progress.end();
            progress = null;
        }
    }
}
