package one.commserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;

class OutputTest {

    private static final String LINK = "commserver:pair#" + "A".repeat(300) + "." + "b".repeat(43);

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream err = new PrintStream(written, true, StandardCharsets.UTF_8);

    @Test
    void aTerminalObeysNothingOfATrace() {
        var cause = new IllegalStateException("\u001b]0;title\u0007 \u009b2J \u202e\r");

        output(80).trace(new IllegalArgumentException("around it", cause));

        assertThat(text()).contains("around it", "Caused by: ", "    at one.commserver.cli.OutputTest");
        assertThat(text()).doesNotContain("\u001b", "\u0007", "\u009b", "\u202e", "\r");
    }

    @Test
    void aSentenceDoesNotRepeatAnInvite() {
        output(80).say("there is no '" + LINK + "'");

        assertThat(text()).contains("commserver:pair#…'").doesNotContain("AAAA", "bbbb");
    }

    @Test
    void aCodeIsDrawnWhereItFits() {
        SendCommand.draw(output(200), LINK);

        assertThat(text()).contains("█", "\u001b[97;40m");
    }

    @Test
    void aCodeIsNotTornInANarrowTerminal() {
        SendCommand.draw(output(40), LINK);

        assertThat(text()).doesNotContain("█").contains("columns").hasLineCount(1);
    }

    private Output output(int columns) {
        return new Output(err, err, true, () -> columns, System::nanoTime);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
