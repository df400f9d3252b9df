package one.commserver.bench.report;

/// A plot that belongs to a page.
///
/// @param name of its file, without the ending
/// @param says what it shows, for who doesn't see it
/// @param svg the image
public record Drawing(String name, String says, String svg) {

    /// Its file.
    public String file() {
        return name + ".svg";
    }

    /// How a page shows it.
    public String asMarkdown() {
        return "![%s](%s)%n".formatted(says, file());
    }
}
