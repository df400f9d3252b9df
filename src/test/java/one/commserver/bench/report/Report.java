package one.commserver.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Publishes what was found.
public final class Report {

    private static final Path TARGET = Path.of("target/benchmarks.md");
    private static final Path DOCUMENT = Path.of("docs/benchmarks.md");
    private static final String PLOT = "benchmarks.svg";
    private static final String BEGIN = "<!-- figures: written by the benchmark -->";
    private static final String END = "<!-- end of figures -->";

    private Report() {}

    /// Prints it and writes it to `target`.
    ///
    /// @param introduction stands before the sections
    /// @param plot SVG, which the introduction is followed by
    /// @param write whether it goes into the documentation, too
    public static void publish(String introduction, String plot, List<Section> sections, boolean write)
            throws IOException {
        var text = new StringBuilder(introduction).append('\n');
        text.append("![CPU per message of all, in the two saturated loads](").append(PLOT).append(")\n\n");
        for (Section section : sections) {
            text.append("### ").append(section.title()).append("\n\n").append(section.body()).append('\n');
        }
        System.out.println(text);
        Files.writeString(TARGET, text);
        Files.writeString(TARGET.resolveSibling(PLOT), plot);
        if (write) {
            String document = Files.readString(DOCUMENT);
            int begin = document.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(
                    DOCUMENT, document.substring(0, begin) + "\n" + text + document.substring(document.indexOf(END)));
            Files.writeString(DOCUMENT.resolveSibling(PLOT), plot);
        }
    }
}
