package one.commserver.bench.report;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/// Publishes what was found.
///
/// @param page where it belongs in the documentation, between two marks
public record Report(Path page) {

    private static final Path TARGET = Path.of("target");
    private static final String BEGIN = "<!-- figures: written by the benchmark -->";
    private static final String END = "<!-- end of figures -->";

    /// Prints it and writes it to `target`.
    ///
    /// @param introduction stands before the sections
    /// @param write whether it goes into the documentation, too
    public void publish(String introduction, List<Section> sections, boolean write) throws IOException {
        var text = new StringBuilder(introduction).append('\n');
        sections.forEach(text::append);
        System.out.println(text);
        Files.writeString(TARGET.resolve(page.getFileName()), text);
        draw(TARGET, sections);
        if (write) {
            String document = Files.readString(page);
            int begin = document.indexOf(BEGIN) + BEGIN.length();
            Files.writeString(
                    page, document.substring(0, begin) + "\n" + text + document.substring(document.indexOf(END)));
            draw(page.toAbsolutePath().getParent(), sections);
        }
    }

    private static void draw(Path folder, List<Section> sections) throws IOException {
        for (Section section : sections) {
            for (Drawing drawing : section.drawings()) {
                Files.writeString(folder.resolve(drawing.file()), drawing.svg());
            }
        }
    }
}
