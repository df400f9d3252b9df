package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// What a page says because the code does: the text between two marks, with an empty line at either end. The marks name
/// the test that holds the text against the code, and that writes it there with `-Ddocs.write=true`.
///
/// @param name of the part, as in the marks
/// @param writer the test
public record GeneratedPart(Path page, String name, Class<?> writer) {

    /// Fails unless the page says this there. It is written there before that if somebody wants so.
    public void says(String text) throws IOException {
        if (Boolean.getBoolean("docs.write")) {
            write(text);
        }
        String content = Files.readString(page);
        assertThat(content.substring(start(content), end(content))).as(name + " in " + page).isEqualTo(text);
    }

    /// Replaces what stands there. All else on the page stays.
    void write(String text) throws IOException {
        String content = Files.readString(page);
        Files.writeString(page, content.substring(0, start(content)) + text + content.substring(end(content)));
    }

    private int start(String content) {
        String mark = "<!-- " + name + ": written by " + writer.getSimpleName() + " -->\n\n";
        assertThat(content).as(page.toString()).containsOnlyOnce(mark);
        return content.indexOf(mark) + mark.length();
    }

    private int end(String content) {
        String mark = "\n\n<!-- end of " + name + " -->";
        assertThat(content).as(page.toString()).containsOnlyOnce(mark);
        return content.indexOf(mark);
    }
}
