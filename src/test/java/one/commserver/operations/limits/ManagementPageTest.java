package one.commserver.operations.limits;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.stream.Collectors;

/// `docs/management.md` lists the limits that there are. After a change of one run this test with `-Ddocs.write=true`,
/// which brings the page up to date.
class ManagementPageTest {

    private static final Path PAGE = Path.of("docs", "management.md");
    private static final String START = "<!-- limits: written by ManagementPageTest -->\n\n";
    private static final String END = "\n\n<!-- end of limits -->";

    @Test
    void pageAndCodeAgree() throws IOException {
        String table = asMarkdown();
        if (Boolean.getBoolean("docs.write")) {
            String page = Files.readString(PAGE);
            Files.writeString(
                    PAGE,
                    page.substring(0, page.indexOf(START) + START.length())
                            + table
                            + page.substring(page.indexOf(END)));
        }

        String page = Files.readString(PAGE);

        assertThat(page.substring(page.indexOf(START) + START.length(), page.indexOf(END))).isEqualTo(table);
    }

    private static String asMarkdown() {
        return "| limit | unit | a change holds | meaning |\n| --- | --- | --- | --- |\n"
                + Arrays.stream(Limit.values())
                        .map(limit ->
                                "| `%s` | %s | %s | %s |"
                                        .formatted(
                                                limit.setting(), limit.unit(), limit.effect().shown(), limit.meaning()))
                        .collect(Collectors.joining("\n"));
    }
}
