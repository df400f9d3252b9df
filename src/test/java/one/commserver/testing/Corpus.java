package one.commserver.testing;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/// Inputs that were found by chance or made by hand, kept under `src/test/resources/corpus`: one in a line, `#` begins
/// what is said about those below it. Whoever finds one that goes wrong adds it.
public final class Corpus {

    private Corpus() {}

    /// All inputs of a file.
    ///
    /// @param name of the file, without its ending
    public static List<String> lines(String name) {
        try (var in = Corpus.class.getResourceAsStream("/corpus/" + name + ".txt")) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .toList();
        } catch (IOException failed) {
            throw new UncheckedIOException(failed);
        }
    }
}
