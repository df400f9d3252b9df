package one.commserver.cli;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.transfer.SentFile;
import one.commserver.client.pairing.QrCode;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.invite.Invite;
import one.commserver.terminal.Progress;
import one.commserver.terminal.Text;

import org.jspecify.annotations.Nullable;

import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HexFormat;
import java.util.concurrent.Callable;

/// The command line of `send`.
@Command(
        name = "send",
        description = {
            "Send a file to whoever gets the invite, encrypted end to end.",
            "",
            "Prints the invite and waits. The server passes the file on, and can't read it, nor its name."
        })
final class SendCommand implements Callable<Integer> {

    /// From which size on it is worth a line that the file is read first.
    private static final long LARGE = 256L * 1024 * 1024;

    private static final char DARK = '█';

    /// White letters on black whatever the terminal's own colours are, since a code's light parts are letters.
    private static final String LIGHT_ON_DARK = "\u001b[97;40m";

    private static final String PLAIN = "\u001b[0m";

    private final Output output;

    @Parameters(index = "0", paramLabel = "FILE", description = "What is sent.")
    private Path file = Path.of("");

    @Option(
            names = "--server",
            required = true,
            paramLabel = "URL",
            defaultValue = "${env:COMMSERVER_URL}",
            description = "The server, wss://... ; default: what COMMSERVER_URL in the environment says.")
    private String server = "";

    @Option(
            names = "--name",
            paramLabel = "NAME",
            defaultValue = "",
            description = "What the receiver is told it is called.")
    private String name = "";

    @Option(
            names = "--wait",
            paramLabel = "TIME",
            defaultValue = "1h",
            converter = DurationConverter.class,
            description =
                    "How long the invite holds, and how long nobody may be there: 90s, 10m, 1h, 2d. Default:"
                            + " ${DEFAULT-VALUE}.")
    private Duration wait = Duration.ofHours(1);

    @Option(names = "--keep", description = "Go on for up to " + Invite.MAX_USES + " receivers, until --wait is over.")
    private boolean keep;

    @Option(
            names = "--qr",
            negatable = true,
            description = "Draw the invite as a QR code, or don't. Default: if a terminal shows it.")
    private @Nullable Boolean qr;

    @Mixin private ServerOptions options = new ServerOptions();

    SendCommand(Output output) {
        this.output = output;
    }

    ServerOptions options() {
        return options;
    }

    @Override
    public Integer call() throws Exception {
        SentFile sent = look(); // reading can't be interrupted, and has nothing to end in order
        return Interruption.during(() -> run(sent)).code();
    }

    private ExitStatus run(SentFile sent) {
        output.say(
                sent.name()
                        + ", "
                        + Text.bytes(sent.size())
                        + ", SHA-256 "
                        + HexFormat.of().formatHex(sent.sha256().toByteArray()));
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
                Connected me = new Connected(options.client(key, server, Sending.INSTANCE))) {
            int uses = keep ? Invite.MAX_USES : 1;
            new Sending(sent, uses, wait, output, me, key).run(server, this::show);
        }
        return ExitStatus.DONE;
    }

    private SentFile look() {
        long size = sizeIfLarge();
        if (size == 0) {
            return SentFile.look(file, name, bytes -> {});
        }
        Progress progress = output.progress("reading", 0, size, true);
        try {
            return SentFile.look(file, name, progress::add);
        } finally {
            progress.end();
        }
    }

    private long sizeIfLarge() {
        try {
            return Files.isRegularFile(file) && Files.size(file) >= LARGE ? Files.size(file) : 0;
        } catch (IOException unreadable) {
            return 0;
        }
    }

    private void show(String link) {
        output.result(link);
        if (qr == null ? output.terminal() : qr) {
            draw(output, link);
        }
        output.say("That is the invite. On the other machine: java -jar commserver.jar receive INVITE");
        output.say(
                "Whoever has it gets the file"
                        + (keep ? ". " : ", the first one only. ")
                        + "Waiting for "
                        + DurationConverter.text(wait)
                        + "; Ctrl-C ends it.");
    }

    /// Draws a link as a QR code, where that can be read.
    static void draw(Output output, String link) {
        if (link.length() > QrCode.MAX_LENGTH || !output.canShow(DARK)) {
            output.say("(It can't be shown as a QR code here.)");
            return;
        }
        QrCode code = QrCode.of(link);
        if (!output.terminal()) {
            output.draw(code.toText());
        } else if (output.columns().getAsInt() < code.size()) {
            output.say("(It would be shown as a QR code in a terminal with " + code.size() + " columns.)");
        } else {
            output.draw(
                    code.toText().lines().map(line -> LIGHT_ON_DARK + line + PLAIN + "\n").reduce("", String::concat));
        }
    }
}
