package one.commserver.faults;

import java.io.IOException;
import java.io.UncheckedIOException;

/// Another process stands still: its sockets stay, whoever connects gets a connection, and nobody answers.
public final class PausedProcess {

    private PausedProcess() {}

    /// SIGSTOP.
    public static void pause(Process process) {
        signal("STOP", process);
    }

    /// SIGCONT.
    public static void resume(Process process) {
        signal("CONT", process);
    }

    /// Any other signal.
    ///
    /// @param name without `SIG`
    public static void signal(String name, Process process) {
        try {
            new ProcessBuilder("kill", "-" + name, Long.toString(process.pid())).start().waitFor();
        } catch (IOException notSent) {
            throw new UncheckedIOException(notSent);
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        }
    }
}
