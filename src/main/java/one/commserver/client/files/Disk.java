package one.commserver.client.files;

import org.jspecify.annotations.Nullable;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.channels.FileChannel;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/// The steps of which changes on disk consist. Each is safe when it returns, and may be cut in its middle. They block,
/// and unlike a [FileChannel] they take no harm from a thread that is interrupted in between.
public class Disk {

    private static final String NEXT = ".next";
    private static final String OWNERS_ONLY = "rwx------";

    /// Makes a directory and those above it, for the eyes of this user only where the system knows such a thing.
    public void makeDirectory(Path directory) throws IOException {
        if (Files.isDirectory(directory)) {
            return;
        }
        if (directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
            Files.createDirectories(
                    directory, PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString(OWNERS_ONLY)));
        } else {
            Files.createDirectories(directory);
        }
        force(above(directory));
    }

    /// Writes at a place of a file and cuts off what stands behind. Makes the file if there is none.
    ///
    /// @throws IOException also if the file ends before that place
    public void write(Path file, long position, byte[] content) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            if (out.length() < position) {
                throw new IOException(file + " is shorter than it was");
            }
            out.setLength(position);
            out.seek(position);
            out.write(content);
            out.getFD().sync();
        }
    }

    /// Overwrites a piece of a file, which grows if need be.
    public void overwrite(Path file, long position, byte[] content) throws IOException {
        try (var out = new RandomAccessFile(file.toFile(), "rw")) {
            out.seek(position);
            out.write(content);
            out.getFD().sync();
        }
    }

    /// Replaces a file: whoever reads it finds all of the former content or all of the new one.
    public void replace(Path file, byte[] content) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + NEXT);
        try (var out = new FileOutputStream(next.toFile())) {
            out.write(content);
            out.getFD().sync();
        }
        move(next, file);
    }

    /// Moves a file or a directory in one step, within one file system.
    public void move(Path from, Path to) throws IOException {
        Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        force(above(to));
        if (!above(to).equals(above(from))) {
            force(above(from));
        }
    }

    /// Gives a file a name that nobody has, in one step, within one file system.
    ///
    /// @throws FileAlreadyExistsException if somebody has it
    public void place(Path from, Path to) throws IOException {
        try {
            Files.createLink(to, from);
        } catch (FileAlreadyExistsException taken) {
            throw taken;
        } catch (UnsupportedOperationException | IOException noLinks) {
            // FAT and some network shares have none; if something else was wrong, the move fails by it, too
            placeWithoutLinks(from, to);
            return;
        }
        Files.delete(from);
        force(above(to));
        force(above(from));
    }

    /// There the check and the move are two steps.
    private void placeWithoutLinks(Path from, Path to) throws IOException {
        if (Files.exists(to, LinkOption.NOFOLLOW_LINKS)) {
            throw new FileAlreadyExistsException(to.toString());
        }
        move(from, to);
    }

    /// Deletes a directory and the files in it; does nothing if there is none.
    public void delete(Path directory) throws IOException {
        if (!Files.exists(directory, LinkOption.NOFOLLOW_LINKS)) {
            return;
        }
        for (Path file : list(directory)) {
            Files.deleteIfExists(file);
        }
        Files.deleteIfExists(directory);
    }

    /// What stands in a directory, by its names' order.
    public List<Path> list(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return new ArrayList<>(all.sorted().toList());
        }
    }

    /// What a small file holds; empty if there is none.
    ///
    /// @throws IOException also if it is larger
    public Optional<byte[]> read(Path file, int most) throws IOException {
        try (var in = Files.newInputStream(file)) {
            byte[] content = in.readNBytes(most + 1);
            if (content.length > most) {
                throw new IOException(file + " is larger than it ever was");
            }
            return Optional.of(content);
        } catch (NoSuchFileException none) {
            return Optional.empty();
        }
    }

    private static Path above(Path file) {
        Path whole = file.toAbsolutePath();
        Path above = whole.getParent();
        return above == null ? whole : above;
    }

    /// Makes a directory's entries safe, where the system has a way to.
    private static void force(Path directory) throws IOException {
        try (FileChannel entries = open(directory)) {
            if (entries != null) {
                entries.force(true);
            }
        }
    }

    private static @Nullable FileChannel open(Path directory) {
        try {
            return FileChannel.open(directory, StandardOpenOption.READ);
        } catch (IOException notOnThisSystem) {
            return null;
        }
    }
}
