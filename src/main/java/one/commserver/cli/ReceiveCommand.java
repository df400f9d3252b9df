package one.commserver.cli;

import one.commserver.cli.outcome.Causes;
import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.transfer.Destination;
import one.commserver.cli.transfer.FileReceiver;
import one.commserver.cli.transfer.Partial;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingException;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.Callable;

/// The command line of `receive`.
@Command(
        name = "receive",
        description = {
            "Receive the file that an invite stands for.",
            "",
            "Goes on where it was after a broken connection, and also when it is started again with the same invite, in"
                    + " the same directory. Prints where the file is."
        })
final class ReceiveCommand implements Callable<Integer> {

    private static final String STANDARD_INPUT = "-";

    private final Output output;
    private final InputStream in;

    @Parameters(
            index = "0",
            paramLabel = "INVITE",
            description = "What send has printed; - reads it from standard input, so that no list of processes has it.")
    private String invite = STANDARD_INPUT;

    @Option(
            names = {"-o", "--output"},
            paramLabel = "PATH",
            description = "A name for the file, or a directory for it. Default: this directory, and the sender's name.")
    private @Nullable Path path;

    @Option(names = "--force", description = "Take the place of a file that is there.")
    private boolean force;

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "10m",
            converter = DurationConverter.class,
            description = "How long nothing may come: 90s, 10m, 1h, 2d. Default: ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ofMinutes(10);

    @Mixin private ServerOptions options = new ServerOptions();

    ReceiveCommand(Output output, InputStream in) {
        this.output = output;
        this.in = in;
    }

    ServerOptions options() {
        return options;
    }

    @Override
    public Integer call() throws Exception {
        Destination destination = Destination.of(path, force);
        String text = text(); // reading can't be interrupted, and has nothing to end in order
        return Interruption.during(() -> run(text, destination)).code();
    }

    private ExitStatus run(String text, Destination destination) {
        try (InviteLink link = InviteLink.read(text)) {
            if (!Partial.isThere(destination.directory(), link.invite().id())) {
                destination.checkKnown();
                link.check(Clock.systemUTC().instant());
            }
            output.result(receive(link, destination).toString());
            return ExitStatus.DONE;
        } catch (PairingException wrong) {
            throw Causes.of(wrong);
        }
    }

    private Path receive(InviteLink link, Destination destination) {
        try (Partial partial = Partial.open(destination.directory(), link.invite().id())) {
            try (Connected me =
                    new Connected(options.client(partial.key(), link.invite().server(), Receiving.INSTANCE))) {
                var receiver = new FileReceiver(partial, destination, Receiving.INSTANCE, wait);
                Path file = new Receiving(link, partial, receiver, wait, output, me).run();
                partial.forget();
                return file;
            } finally {
                if (!partial.isPaired()) {
                    partial.forget();
                }
            }
        }
    }

    private String text() {
        if (!invite.equals(STANDARD_INPUT)) {
            return invite.strip();
        }
        try {
            return line().strip();
        } catch (IOException unreadable) {
            throw Causes.of(unreadable);
        }
    }

    /// The first line that isn't empty. What stands behind it isn't waited for: `send` has its output open until the
    /// file is there.
    private String line() throws IOException {
        var line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && line.size() < InviteLink.MAX_LENGTH; next = in.read()) {
            boolean ends = next == '\n' || next == '\r';
            if (ends && line.size() > 0) {
                break;
            } else if (!ends) {
                line.write(next);
            }
        }
        return line.toString(StandardCharsets.US_ASCII);
    }
}
