package one.commserver.bench.report;

import java.util.List;
import java.util.stream.Stream;

/// A part of the report.
///
/// @param title its heading
/// @param body Markdown, mostly a table
/// @param drawings stand before the body
public record Section(String title, String body, List<Drawing> drawings) {

    public Section {
        drawings = List.copyOf(drawings);
    }

    /// Without drawings.
    public Section(String title, String body) {
        this(title, body, List.of());
    }

    /// With one more.
    public Section with(Drawing drawing) {
        return new Section(title, body, Stream.concat(drawings.stream(), Stream.of(drawing)).toList());
    }

    @Override
    public String toString() {
        var text = new StringBuilder("### ").append(title).append("\n\n");
        drawings.forEach(drawing -> text.append(drawing.asMarkdown()).append('\n'));
        return text.append(body).append('\n').toString();
    }
}
