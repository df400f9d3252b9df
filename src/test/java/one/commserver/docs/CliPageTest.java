package one.commserver.docs;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.cli.CommandLines;
import one.commserver.cli.outcome.ExitStatus;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Collectors;

/// `docs/cli.md` says what the commands say. After a change of an option run this test with `-Ddocs.write=true`, which
/// brings the page up to date.
class CliPageTest {

    @Test
    void usageIsWhatHelpPrints() throws IOException {
        part("usage").says(usage());
    }

    @Test
    void statusesAreThoseOfTheCode() throws IOException {
        part("statuses").says(statuses());
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

    private static GeneratedPart part(String name) {
        return new GeneratedPart(Path.of("docs", "cli.md"), name, CliPageTest.class);
    }
}
