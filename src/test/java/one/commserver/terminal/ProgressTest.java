package one.commserver.terminal;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
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

    @ParameterizedTest
    @ValueSource(ints = {10, 20, 60, 80, 100, 200})
    void aLineIsNoWiderThanTheTerminal(int columns) {
        for (String label : List.of("a", "holiday.mp4", "x".repeat(200), "文".repeat(60))) {
            Progress progress = new Progress(out, columns, () -> 1_000_000_000 + millis, label, 1 << 30);
            progress.add(1 << 20);
            progress.add((1 << 30) - (1 << 20));
            progress.end();
        }

        assertThat(text().split("[\\r\\n]+")).hasSize(1 + 4 * 2).allMatch(line -> columns(line) < columns);
    }

    @Test
    void aUsualTerminalHasRoomForABar() {
        Progress progress = new Progress(out, 80, () -> millis, "holiday.mp4", 1 << 30);

        progress.add(1 << 29);

        assertThat(text()).contains("[#", ".] holiday.mp4  50 %, 512.0 MiB of 1.00 GiB");
    }

    private static int columns(String line) {
        return line.codePoints().map(point -> point < 0x1100 ? 1 : 2).sum();
    }

    private Progress progress(boolean terminal, long total) {
        return new Progress(out, terminal ? 120 : 0, () -> TimeUnit.MILLISECONDS.toNanos(millis), "A to B", total);
    }

    private void add(Progress progress, long bytes) {
        millis++;
        progress.add(bytes);
    }

    private String text() {
        return written.toString(StandardCharsets.UTF_8);
    }
}
