package one.commserver;

import one.commserver.operations.access.PasswordTeller;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.Console;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;

/// Shows the password that was made up to whoever sits at the terminal. Where there is none the output goes somewhere
/// that may be kept and read by many, so it is written into a file that only the process's own user can read, and that
/// goes with the process.
final class PasswordNote implements PasswordTeller {

    private static final Logger LOG = LoggerFactory.getLogger(PasswordNote.class);

    private final boolean terminal;
    private final PrintStream out;
    private final Path folder;

    /// @param terminal whether somebody sits there who reads what is printed, and nobody else does
    /// @param out where it is printed then
    /// @param folder for the file otherwise
    PasswordNote(boolean terminal, PrintStream out, Path folder) {
        this.terminal = terminal;
        this.out = out;
        this.folder = folder;
    }

    static PasswordNote ofThisProcess() {
        boolean isTerminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        return new PasswordNote(isTerminal, System.out, Path.of(System.getProperty("java.io.tmpdir")));
    }

    @Override
    public void tell(String name, String password) {
        if (terminal) {
            out.println(
                    "No operator has a password. Until this process ends, '"
                            + name
                            + "' has the password "
                            + password
                            + " at the management port; set commserver.operations.operator-password to choose one.");
            return;
        }
        try {
            // nobody but the owner may read it from its first moment on
            Path file = Files.createTempFile(folder, "commserver-operator-", ".password");
            file.toFile().deleteOnExit();
            Files.writeString(file, name + ":" + password + "\n");
            LOG.warn(
                    "No operator has a password. Until this process ends the one in {} is good at the management port;"
                            + " set commserver.operations.operator-password to choose one.",
                    file);
        } catch (IOException failed) {
            throw new UncheckedIOException(
                    "There is no place for the password that was made up for the operator: set"
                            + " commserver.operations.operator-password, or"
                            + " commserver.operations.generate-password=false",
                    failed);
        }
    }
}
