package one.commserver.cli;

import one.commserver.cli.doctor.Examination;
import one.commserver.cli.doctor.Report;
import one.commserver.cli.doctor.Report.Verdict;
import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.client.dial.ServerAddress;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;

/// The command line of `doctor`.
@Command(
        name = "doctor",
        description = {
            "Look at a deployment from outside, as a client sees it.",
            "",
            "Name, connection, TLS and certificate, WebSocket, authentication, round trips; then two identities that"
                    + " are made up for it become peers and send each other data. Prints what was found, and a verdict."
        })
final class DoctorCommand implements Callable<Integer> {

    private static final int MIB = 1024 * 1024;
    private static final int MOST_MIB = 1024;
    private static final Duration LONGEST_PATIENCE = Duration.ofHours(1);

    private final Output output;

    @Parameters(index = "0", paramLabel = "URL", description = "The server, as its clients dial it: wss://...")
    private String url = "";

    @Option(names = "--json", description = "Print the report as JSON.")
    private boolean json;

    @Option(names = "--strict", description = "A warning, such as a time over its budget, is a failure.")
    private boolean strict;

    @Option(
            names = "--size",
            paramLabel = "MIB",
            defaultValue = "8",
            description = "How much is sent, in MiB. Default: ${DEFAULT-VALUE}.")
    private int size = 8;

    @Option(
            names = "--patience",
            paramLabel = "TIME",
            defaultValue = "10s",
            converter = DurationConverter.class,
            description = "How long each answer may take. Default: ${DEFAULT-VALUE}.")
    private Duration patience = Duration.ofSeconds(10);

    @Option(
            names = "--renewal",
            paramLabel = "TIME",
            defaultValue = "14d",
            converter = DurationConverter.class,
            description = "Warn when the certificate doesn't hold for so long. Default: ${DEFAULT-VALUE}.")
    private Duration renewal = Duration.ofDays(14);

    @Mixin private ServerOptions options = new ServerOptions();

    DoctorCommand(Output output) {
        this.output = output;
    }

    ServerOptions options() {
        return options;
    }

    @Override
    public Integer call() throws Exception {
        return Interruption.during(this::run).code();
    }

    private ExitStatus run() {
        if (size < 1 || size > MOST_MIB) {
            throw new Failure(ExitStatus.USAGE, "--size is 1 to " + MOST_MIB);
        } else if (patience.compareTo(LONGEST_PATIENCE) > 0) {
            throw new Failure(ExitStatus.USAGE, "--patience is at most 1h");
        }
        Report report = examination().run();
        output.result(json ? report.toJson() : report.toText());
        boolean bad = report.verdict() == Verdict.UNHEALTHY || (strict && report.verdict() == Verdict.WARNING);
        return bad ? ExitStatus.UNHEALTHY : ExitStatus.DONE;
    }

    private Examination examination() {
        return new Examination(
                address(),
                key -> options.client(key, url, "doctor").connectTimeout(patience).requestTimeout(patience),
                options.authorities(),
                options.isInsecure(),
                patience,
                renewal,
                (long) size * MIB,
                output.clock(),
                Clock.systemUTC());
    }

    private ServerAddress address() {
        try {
            return ServerAddress.parse(url);
        } catch (IllegalArgumentException unusable) {
            throw Failure.lasting(ExitStatus.USAGE, String.valueOf(unusable.getMessage()), unusable);
        }
    }
}
