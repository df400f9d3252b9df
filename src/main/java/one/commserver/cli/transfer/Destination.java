package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;

import org.jspecify.annotations.Nullable;

import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;

/// Where a file is received.
///
/// @param directory where it will stand
/// @param name what it will be called; null: what the sender calls it, made harmless
/// @param force whether it may take the place of another one
public record Destination(Path directory, @Nullable String name, boolean force) {

    /// What somebody has asked for, looked at before anything begins.
    ///
    /// @param output a directory, or a file in one; null: the working directory
    /// @throws Failure if nothing can be received there
    public static Destination of(@Nullable Path output, boolean force) {
        Path asked = output == null ? Path.of("") : output;
        Path name = asked.getFileName();
        boolean isDirectory = output == null || name == null || Files.isDirectory(asked);
        Path parent = isDirectory ? asked.toAbsolutePath() : asked.toAbsolutePath().getParent();
        if (parent == null || !Files.isDirectory(parent)) {
            throw new Failure(ExitStatus.CANNOT_CREATE, "there is no directory " + parent);
        }
        if (!Files.isWritable(parent)) {
            throw new Failure(ExitStatus.CANNOT_CREATE, "nothing can be written to " + parent);
        }
        return new Destination(parent, isDirectory || name == null ? null : name.toString(), force);
    }

    /// Looks whether the name, if it is known already, is taken.
    ///
    /// @throws Failure if it is
    public void checkKnown() {
        if (name != null) {
            Path file = directory.resolve(name);
            if (isTaken(file)) {
                throw new Failure(ExitStatus.CANNOT_CREATE, taken(file));
            }
        }
    }

    /// The file, whatever its sender calls it.
    Path file(String told) {
        return directory.resolve(name == null ? FileName.harmless(told) : name);
    }

    /// Whether there is something that must stay.
    boolean isTaken(Path file) {
        return Files.isDirectory(file) || (!force && Files.exists(file, LinkOption.NOFOLLOW_LINKS));
    }

    static String taken(Path file) {
        return Files.isDirectory(file)
                ? file + " is a directory"
                : file + " is there already: --output names another file, --force replaces it";
    }
}
