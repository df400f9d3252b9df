package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/// `docs/metrics.md` says what the code says. After a change of a meter run this test with `-Ddocs.write=true`, which
/// brings the page up to date.
class MetricsPageTest {

    private static final Path PAGE = Path.of("docs", "metrics.md");
    private static final String START = "<!-- meters: written by MetricsPageTest -->\n\n";
    private static final String END = "\n\n<!-- end of meters -->";

    @Test
    void pageAndCodeAgree() throws IOException {
        String reference = MeterReference.asMarkdown();
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
}
