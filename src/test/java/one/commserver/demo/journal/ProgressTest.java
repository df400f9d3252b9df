package one.commserver.demo.journal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.TimeUnit;

class ProgressTest {

    private final ByteArrayOutputStream written = new ByteArrayOutputStream();
    private final PrintStream out = new PrintStream(written, true, StandardCharsets.UTF_8);
    private long millis;

    @Test
    void aLogGetsALineEachQuarter() {
        Progress progress = progress(false, 4096);

        for (int i = 0; i < 64; i++) {
            add(progress, 64);
        }
        progress.end();

        assertThat(text().lines()).hasSize(4).first().isEqualTo("        A to B  25 %, 1.0 KiB of 4.0 KiB, 62.5 KiB/s");
        assertThat(text()).contains(" 50 %", " 75 %", "100 %, 4.0 KiB of 4.0 KiB").doesNotContain("\r");
    }

    @Test
    void aTerminalGetsOneLineThatIsDrawnAgainAtMostTenTimesASecond() {
        Progress progress = progress(true, 1000);

        for (int i = 0; i < 1000; i++) {
            add(progress, 1);
        }
        progress.end();

        assertThat(text().split("\r", -1)).hasSize(1 + 10 + 1);
        assertThat(text().lines().filter(line -> !line.isEmpty()).reduce((a, b) -> b).orElseThrow())
                .contains("[##############################] A to B 100 %");
        assertThat(text()).endsWith(System.lineSeparator()).contains("\r        [...");
    }

    @Test
    void nothingToSendIsNothingToShow() {
        Progress progress = progress(true, 0);

        progress.end();

        assertThat(text()).isEmpty();
    }

    private Progress progress(boolean terminal, long total) {
        return new Progress(out, terminal, () -> TimeUnit.MILLISECONDS.toNanos(millis), "A to B", total);
    }

    private void add(Progress progress, long bytes) {
        millis++;
        progress.add(bytes);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
