package one.commserver.cli;

import picocli.CommandLine;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.InputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Command lines run in this process, as far as that goes without a server.
public final class CommandLines {

    /// What one has left behind.
    record Ended(int status, String out, String err) {}

    private CommandLines() {}

    /// What `--help` prints.
    ///
    /// @param command empty: of the program as a whole
    public static String help(String command) {
        Ended ended = command.isEmpty() ? run("--help") : run(command, "--help");
        if (ended.status() != 0) {
            throw new AssertionError(ended.err());
        }
        return ended.out().replace(System.lineSeparator(), "\n");
    }

    /// Options and parameters of which `--help` says nothing.
    public static List<String> withoutMeaning() {
        return Stream.concat(Stream.of(line()), line().getSubcommands().values().stream())
                .flatMap(line -> line.getCommandSpec().args().stream())
                .filter(argument -> argument.description().length == 0)
                .map(String::valueOf)
                .toList();
    }

    private static CommandLine line() {
        var nowhere = new PrintStream(PrintStream.nullOutputStream());
        return Commands.commandLine(
                new Output(nowhere, nowhere, false, () -> 80, System::nanoTime), new ByteArrayInputStream(new byte[0]));
    }

    static Ended run(String... arguments) {
        return run(new ByteArrayInputStream(new byte[0]), arguments);
    }

    /// @param in what comes from standard input
    static Ended run(InputStream in, String... arguments) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var output =
                new Output(
                        new PrintStream(out, true, StandardCharsets.UTF_8),
                        new PrintStream(err, true, StandardCharsets.UTF_8),
                        false,
                        () -> 80,
                        System::nanoTime);
        int status = Commands.commandLine(output, in).execute(arguments);
        return new Ended(status, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8));
    }
}
