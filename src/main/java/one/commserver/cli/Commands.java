package one.commserver.cli;

import io.netty.util.internal.logging.InternalLoggerFactory;
import io.netty.util.internal.logging.Slf4JLoggerFactory;

import one.commserver.cli.outcome.Causes;
import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.terminal.Terminal;

import picocli.CommandLine;
import picocli.CommandLine.Command;
import picocli.CommandLine.Help.Ansi;
import picocli.CommandLine.Model.OptionSpec;
import picocli.CommandLine.Model.UsageMessageSpec;

import java.io.InputStream;
import java.io.PrintStream;
import java.io.PrintWriter;
import java.util.Set;

/// The way from a command line to an exit status.
@Command(
        name = "java -jar commserver.jar",
        synopsisHeading = "Usage: ",
        customSynopsis = {
            "java -jar commserver.jar [--<property>=<value>...]     serve",
            "       java -jar commserver.jar demo [OPTIONS] [FILE]         take the tour",
            "       java -jar commserver.jar COMMAND [OPTIONS] [ARGUMENT]  be a client"
        },
        description = {"", "A relay for end-to-end encrypted peers, and a client of such relays."},
        commandListHeading = "%nCommands:%n",
        footer = {"", "COMMAND --help tells more."})
public final class Commands {

    private static final String PROGRAM = "java -jar commserver.jar";
    private static final String DEVELOPMENT = "development";

    /// What comes first on a command line that isn't the server's.
    private static final Set<String> WORDS = Set.of("send", "receive", "doctor", "--help", "-h", "--version", "-V");

    private Commands() {}

    /// Whether a command line that begins with that word belongs here.
    public static boolean isOne(String word) {
        return WORDS.contains(word);
    }

    /// Runs a command, as a program of its own: what the libraries log is dropped, since all that there is to say is
    /// said.
    ///
    /// @return the exit status
    public static int run(String... arguments) {
        System.setProperty("slf4j.provider", "org.slf4j.helpers.NOP_FallbackServiceProvider");
        System.setProperty("slf4j.internal.verbosity", "ERROR");
        // by itself it takes a logger that drops everything for none, and starts another library
        InternalLoggerFactory.setDefaultFactory(Slf4JLoggerFactory.INSTANCE);
        var output = new Output(System.out, System.err, Terminal.isErrors(), Terminal::columns, System::nanoTime);
        return commandLine(output, System.in).execute(arguments);
    }

    /// Says that there is no such command.
    ///
    /// @return the exit status
    public static int unknown(String word) {
        new Output(System.out, System.err, false, Terminal::columns, System::nanoTime)
                .say(
                        "There is no '"
                                + word
                                + "': send, receive and doctor are clients, demo is the tour, nothing or only --options"
                                + " is the server (--help tells more).");
        return ExitStatus.USAGE.code();
    }

    static CommandLine commandLine(Output output, InputStream in) {
        SendCommand send = new SendCommand(output);
        ReceiveCommand receive = new ReceiveCommand(output, in);
        DoctorCommand doctor = new DoctorCommand(output);
        CommandLine line =
                new CommandLine(new Commands())
                        .addSubcommand(withStatuses(send, SEND))
                        .addSubcommand(withStatuses(receive, RECEIVE))
                        .addSubcommand(withStatuses(doctor, DOCTOR));
        line.getCommandSpec()
                .addOption(
                        OptionSpec.builder("-V", "--version")
                                .versionHelp(true)
                                .description("Show the version.")
                                .build())
                .version("commserver " + version());
        addHelp(line);
        line.getSubcommands().values().forEach(Commands::addHelp);
        return line.setExpandAtFiles(false)
                .setOut(writer(output.out()))
                .setErr(writer(output.err()))
                .setColorScheme(CommandLine.Help.defaultColorScheme(Ansi.OFF))
                .setParameterExceptionHandler((wrong, given) -> complain(output, wrong))
                .setExecutionExceptionHandler((thrown, failing, given) -> end(output, thrown, isVerbose(failing)))
                .setExecutionStrategy(Commands::runOrExplain);
    }

    private static final ExitStatus[] SEND = {
        ExitStatus.DONE,
        ExitStatus.USAGE,
        ExitStatus.BAD_DATA,
        ExitStatus.NO_INPUT,
        ExitStatus.UNAVAILABLE,
        ExitStatus.SOFTWARE,
        ExitStatus.IO,
        ExitStatus.TRY_AGAIN,
        ExitStatus.PROTOCOL,
        ExitStatus.INTERRUPTED
    };
    private static final ExitStatus[] RECEIVE = {
        ExitStatus.DONE,
        ExitStatus.USAGE,
        ExitStatus.BAD_DATA,
        ExitStatus.UNAVAILABLE,
        ExitStatus.SOFTWARE,
        ExitStatus.CANNOT_CREATE,
        ExitStatus.IO,
        ExitStatus.TRY_AGAIN,
        ExitStatus.PROTOCOL,
        ExitStatus.REFUSED,
        ExitStatus.INTERRUPTED
    };
    private static final ExitStatus[] DOCTOR = {
        ExitStatus.DONE, ExitStatus.UNHEALTHY, ExitStatus.USAGE, ExitStatus.SOFTWARE, ExitStatus.INTERRUPTED
    };

    private static CommandLine withStatuses(Object command, ExitStatus... statuses) {
        CommandLine line = new CommandLine(command);
        UsageMessageSpec usage = line.getCommandSpec().usageMessage();
        usage.sortOptions(false);
        usage.exitCodeListHeading("%nExit status:%n");
        usage.exitCodeList(ExitStatus.listed(statuses));
        return line;
    }

    private static void addHelp(CommandLine line) {
        line.getCommandSpec()
                .addOption(OptionSpec.builder("-h", "--help").usageHelp(true).description("Show this.").build());
    }

    private static int runOrExplain(CommandLine.ParseResult parsed) {
        boolean nothing = !parsed.hasSubcommand() && !parsed.isUsageHelpRequested() && !parsed.isVersionHelpRequested();
        if (nothing) {
            throw new CommandLine.ParameterException(parsed.commandSpec().commandLine(), "a command is missing");
        }
        return new CommandLine.RunLast().execute(parsed);
    }

    private static int complain(Output output, CommandLine.ParameterException wrong) {
        String name = wrong.getCommandLine().getCommandName();
        String command = name.startsWith(PROGRAM) ? "" : name + " ";
        output.say(wrong.getMessage() + " (" + command + "--help tells more)");
        return ExitStatus.USAGE.code();
    }

    private static boolean isVerbose(CommandLine failing) {
        Object command = failing.getCommand();
        return switch (command) {
            case SendCommand send -> send.options().isVerbose();
            case ReceiveCommand receive -> receive.options().isVerbose();
            case DoctorCommand doctor -> doctor.options().isVerbose();
            default -> false;
        };
    }

    private static int end(Output output, Exception thrown, boolean verbose) {
        Failure failure = Causes.of(thrown);
        if (failure.status() != ExitStatus.INTERRUPTED) {
            output.complain(String.valueOf(failure.getMessage()));
        }
        if (verbose) {
            output.trace(failure);
        }
        return failure.status().code();
    }

    private static String version() {
        String released = Commands.class.getPackage().getImplementationVersion();
        return released == null ? DEVELOPMENT : released;
    }

    private static PrintWriter writer(PrintStream stream) {
        return new PrintWriter(stream, true, stream.charset());
    }
}
