package one.commserver.demo;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.Parameters;

import java.io.Console;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.concurrent.Callable;

/// The command line of the tour.
@Command(
        name = "java -jar commserver.jar demo",
        description =
                "The guided tour of CommServer: clients that connect, talk, collide and fall silent, and a "
                        + "timeline of it.",
        sortOptions = false,
        exitCodeListHeading = "%nExit status:%n",
        exitCodeList = {
            "0:everything held",
            "1:something did not",
            "2:the command line makes no sense, or FILE can't be read"
        })
public final class DemoCommand implements Callable<Integer> {

    private static final int GENERATED = 4 * 1024 * 1024;
    private static final int FAILED = 1;

    private final ServerStarter starter;

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Tour this server (ws://... or wss://...), not an own one.")
    private @Nullable String url;

    @Option(
            names = "--redis",
            paramLabel = "URL",
            description = "Start two nodes that share this empty Redis (redis://... or rediss://...), not one.")
    private @Nullable String redis;

    @Option(names = "--strict", description = "A time over its budget is a failure.")
    private boolean strict;

    @Option(names = "--skip-eviction", description = "Leave out the client that falls silent.")
    private boolean skipEviction;

    @Option(names = "--insecure", description = "Allow ws:// to another machine, where anybody on the way can listen.")
    private boolean insecure;

    @Option(names = "--verbose", description = "Show failures with their stack traces.")
    private boolean verbose;

    @Parameters(arity = "0..1", paramLabel = "FILE", description = "What the clients send; default: 4 MiB made up.")
    private @Nullable Path file;

    private DemoCommand(ServerStarter starter) {
        this.starter = starter;
    }

    /// Takes the tour.
    ///
    /// @return the exit status
    public static int run(ServerStarter starter, String... arguments) {
        CommandLine line = new CommandLine(new DemoCommand(starter));
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build());
        return line.setParameterExceptionHandler(
                        (wrong, given) -> {
                            System.err.println(wrong.getMessage() + " (demo --help tells more)");
                            return CommandLine.ExitCode.USAGE;
                        })
                .execute(arguments);
    }

    @Override
    public Integer call() {
        Payload payload = payload();
        boolean terminal = Optional.ofNullable(System.console()).map(Console::isTerminal).orElse(false);
        Tour tour = new Tour(starter, server(), redis, insecure, strict, !skipEviction, verbose, terminal, System.out);
        return tour.run(payload) ? 0 : FAILED;
    }

    private Payload payload() {
        Path path = file;
        if (path != null && !(Files.isReadable(path) && Files.isRegularFile(path))) {
            String why = Files.isDirectory(path) ? "a directory" : Files.exists(path) ? "not readable" : "not there";
            throw wrong("FILE can't be sent: " + path + " is " + why);
        }
        try {
            return path == null ? Payload.generated(GENERATED) : Payload.ofFile(path);
        } catch (IOException unreadable) {
            throw wrong("FILE can't be read: " + unreadable.getMessage());
        }
    }

    private @Nullable String server() {
        if (url != null) {
            try {
                Guest.check(url, insecure);
            } catch (IllegalArgumentException unusable) {
                throw wrong("--url " + url + ": " + unusable.getMessage());
            }
        }
        return url;
    }

    private ParameterException wrong(String why) {
        return new ParameterException(new CommandLine(this), why);
    }
}
