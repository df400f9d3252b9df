package one.commserver.terminal;

import java.io.Console;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Whether somebody watches what is printed.
public final class Terminal {

    /// What a line can't be drawn again on, whatever it is.
    private static final String DUMB = "dumb";

    private static final Path ERRORS = Path.of("/proc/self/fd/2");

    /// What a terminal has that doesn't say how wide it is.
    private static final int USUAL_COLUMNS = 80;

    private static final Pattern SIZE = Pattern.compile("[0-9]{1,5} ([1-9][0-9]{0,4})\\s*");
    private static final Duration PATIENCE = Duration.ofSeconds(1);

    private Terminal() {}

    /// Whether standard output is a terminal, and standard input too.
    public static boolean isOutput() {
        return Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false) && canRedraw();
    }

    /// Whether standard error is a terminal. Java doesn't tell; where the system doesn't show it either, it is taken
    /// for one if the other two streams are.
    public static boolean isErrors() {
        try {
            String device = Files.readSymbolicLink(ERRORS).toString();
            return (device.startsWith("/dev/pts/") || device.startsWith("/dev/tty")) && canRedraw();
        } catch (IOException | UnsupportedOperationException elsewhere) {
            // only Linux has that link; elsewhere the other streams are all that can be asked
            return isOutput();
        }
    }

    /// How many characters fit into a line of this process's terminal; a guess where nobody tells. Java doesn't, so
    /// `stty` is asked, which takes a moment.
    public static int columns() {
        try {
            Process stty =
                    new ProcessBuilder("stty", "size")
                            .redirectInput(new File("/dev/tty"))
                            .redirectError(ProcessBuilder.Redirect.DISCARD)
                            .start();
            if (!stty.waitFor(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
                stty.destroyForcibly();
                return USUAL_COLUMNS;
            }
            return columns(new String(stty.getInputStream().readAllBytes(), StandardCharsets.US_ASCII));
        } catch (IOException noSuchProgram) {
            return USUAL_COLUMNS;
        } catch (InterruptedException stopped) {
            Thread.currentThread().interrupt();
            return USUAL_COLUMNS;
        }
    }

    /// @param size lines and columns
    static int columns(String size) {
        Matcher numbers = SIZE.matcher(size);
        return numbers.matches() ? Integer.parseInt(numbers.group(1)) : USUAL_COLUMNS;
    }

    private static boolean canRedraw() {
        return !DUMB.equals(System.getenv("TERM"));
    }
}
