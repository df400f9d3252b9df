package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.cli.CommandLines;
import one.commserver.cli.outcome.ExitStatus;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// `docs/cli.md` says what the commands say. After a change of an option run this test with `-Ddocs.write=true`, which
/// brings the page up to date.
class CliPageTest {

    private static final Path PAGE = Path.of("docs", "cli.md");

    @Test
    void usageIsWhatHelpPrints() throws IOException {
        assertThat(section("usage", usage())).isEqualTo(usage());
    }

    @Test
    void statusesAreThoseOfTheCode() throws IOException {
        assertThat(section("statuses", statuses())).isEqualTo(statuses());
    }

    @Test
    void eachOptionHasAMeaning() {
        assertThat(CommandLines.withoutMeaning()).isEmpty();
    }

    private static String usage() {
        return List.of("", "send", "receive", "doctor").stream()
                .map(command -> "```\n" + CommandLines.help(command).stripTrailing() + "\n```")
                .collect(Collectors.joining("\n\n"));
    }

    private static String statuses() {
        return "| status | meaning |\n| --- | --- |\n"
                + Arrays.stream(ExitStatus.values())
                        .map(status -> "| " + status.code() + " | " + status.meaning() + " |")
                        .collect(Collectors.joining("\n"));
    }

    /// What stands between two marks of the page, where it is written first if that is wanted.
    private static String section(String name, String wanted) throws IOException {
        String start = "<!-- " + name + ": written by CliPageTest -->\n\n";
        String end = "\n\n<!-- end of " + name + " -->";
        String page = Files.readString(PAGE);
        int from = page.indexOf(start) + start.length();
        if (Boolean.getBoolean("docs.write")) {
            Files.writeString(PAGE, page.substring(0, from) + wanted + page.substring(page.indexOf(end)));
            page = Files.readString(PAGE);
        }
        return page.substring(from, page.indexOf(end));
    }
}
