package one.commserver.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Publishes what was found.
public final class Report {

    private static final Path TARGET = Path.of("target/benchmarks.md");
    private static final Path DOCUMENT = Path.of("docs/benchmarks.md");
    private static final String BEGIN = "<!-- figures: written by the benchmark -->";
    private static final String END = "<!-- end of figures -->";

    private Report() {}

    /// Prints it and writes it to `target`.
    ///
    /// @param introduction stands before the sections
    /// @param write whether it goes into the documentation, too
    public static void publish(String introduction, List<Section> sections, boolean write)
            throws IOException {
        var text = new StringBuilder(introduction).append('\n');
        for (Section section : sections) {
            text.append("### ").append(section.title()).append("\n\n").append(section.body()).append('\n');
        }
        System.out.println(text);
        Files.writeString(TARGET, text);
        if (write) {
            String document = Files.readString(DOCUMENT);
            int begin = document.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(
                    DOCUMENT, document.substring(0, begin) + "\n" + text + document.substring(document.indexOf(END)));
        }
    }
}
