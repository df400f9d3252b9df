package one.commserver.client.inbox;

import one.commserver.client.files.Disk;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;

/// A disk of a process that is killed at one of its steps: before it, in its middle, or right behind it. Nothing more
/// happens then.
final class DyingDisk extends Disk {

    enum When {
        BEFORE,
        AMID,
        BEHIND
    }

    private final int last;
    private final When when;
    private int steps;

    /// @param last at which step; from 1
    DyingDisk(int last, When when) {
        this.last = last;
        this.when = when;
    }

    boolean isDead() {
        return steps >= last;
    }

    private interface Step {
        void run() throws IOException;
    }

    private void step(Step whole, Step half) throws IOException {
        steps++;
        if (steps > last || (steps == last && when == When.BEFORE)) {
            throw new IOException("killed");
        } else if (steps == last && when == When.AMID) {
            half.run();
            throw new IOException("killed");
        }
        whole.run();
        if (steps == last) {
            throw new IOException("killed");
        }
    }

    @Override
    public void makeDirectory(Path directory) throws IOException {
        if (!Files.isDirectory(directory)) {
            step(() -> super.makeDirectory(directory), () -> {});
        }
    }

    @Override
    public void write(Path file, long position, byte[] content) throws IOException {
        step(
                () -> super.write(file, position, content),
                () -> super.write(file, position, Arrays.copyOf(content, content.length / 2)));
    }

    @Override
    public void overwrite(Path file, long position, byte[] content) throws IOException {
        step(
                () -> super.overwrite(file, position, content),
                () -> {
                    try (var out = new RandomAccessFile(file.toFile(), "rw")) {
                        out.seek(position);
                        out.write(content, 0, content.length / 2);
                    }
                });
    }

    @Override
    public void replace(Path file, byte[] content) throws IOException {
        step(
                () -> super.replace(file, content),
                () ->
                        Files.write(
                                file.resolveSibling(file.getFileName() + ".next"),
                                Arrays.copyOf(content, content.length / 2)));
    }

    @Override
    public void move(Path from, Path to) throws IOException {
        if (Thread.currentThread().getStackTrace()[2].getMethodName().equals("replace")) {
            super.move(from, to);
            return;
        }
        step(() -> super.move(from, to), () -> {});
    }

    @Override
    public void delete(Path directory) throws IOException {
        if (!Files.exists(directory)) {
            return;
        }
        step(
                () -> super.delete(directory),
                () -> {
                    List<Path> files = list(directory);
                    if (!files.isEmpty()) {
                        Files.delete(files.getFirst());
                    }
                });
    }
}
