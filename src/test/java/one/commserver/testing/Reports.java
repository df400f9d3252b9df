package one.commserver.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a test measures and doesn't decide about: written to `target/reports`, for whoever wants to look.
public final class Reports {

    private static final Path DIRECTORY = Path.of("target", "reports");

    private Reports() {}

    /// Replaces that report.
    ///
    /// @param name of the file
    /// @throws UncheckedIOException when it can't be written
    public static void write(String name, CharSequence text) {
        try {
            Files.createDirectories(DIRECTORY);
            Files.writeString(DIRECTORY.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
