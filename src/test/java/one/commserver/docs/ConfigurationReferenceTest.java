package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `docs/configuration.md` says what the code says. After a change of a property run this test with
/// `-Ddocs.write=true`, which brings the page up to date.
class ConfigurationReferenceTest {

    private static final Path PAGE = Path.of("docs", "configuration.md");
    private static final String START = "<!-- properties: written by ConfigurationReferenceTest -->\n\n";
    private static final String END = "\n\n<!-- end of properties -->";

    @Test
    void pageAndCodeAgree() throws IOException {
        String reference = ConfigurationReference.asMarkdown();
        if (Boolean.getBoolean("docs.write")) {
            String page = Files.readString(PAGE);
            Files.writeString(
                    PAGE,
                    page.substring(0, page.indexOf(START) + START.length())
                            + reference
                            + page.substring(page.indexOf(END)));
        }

        String page = Files.readString(PAGE);

        assertThat(page.substring(page.indexOf(START) + START.length(), page.indexOf(END))).isEqualTo(reference);
    }

    @Test
    void eachPropertyHasAMeaning() throws IOException {
        assertThat(ConfigurationReference.asMarkdown()).doesNotContain("|  |");
    }
}
