package one.commserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.cli.CommandProcess.Ended;
import one.commserver.client.CuttingProxy;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.stream.Stream;

/// `send` and `receive` over a server that is a process of its own. What is killed, or shares something with another
/// process, is one, too: the jar that is delivered. The others are threads, since each process takes seconds of a
/// processor to start.
@Timeout(120)
class SendReceiveIT {

    private static final int LARGE = 8_000_000;

    /// What a command ends with behind Ctrl-C.
    private static final int INTERRUPTED = 130;

    /// How far it is when something happens.
    private static final long SOME = 1_000_000;

    /// What of a file passes on one connection before the test has seen how far it is: not even twice that is all.
    private static final long HELD = 3 * SOME;

    @TempDir private static Path serverDirectory;
    private static ServerProcess server;

    @TempDir private Path here;
    @TempDir private Path there;

    /// Slow enough that something can happen meanwhile.
    @BeforeAll
    static void start() throws Exception {
        server =
                ServerProcess.start(
                        ServerProcess.freePort(), serverDirectory, "commserver.limits.bytes-per-second=2500KB");
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @BeforeEach
    void directoriesAreEmpty() throws IOException {
        assertThat(names(there)).isEmpty();
    }

    @Test
    void aFileArrivesAsItWas() throws Exception {
        Path file = file("some file.bin", LARGE);
        try (CommandProcess sender = CommandProcess.start(here, "send", "--server", url(), file.toString())) {
            Ended received = CommandProcess.run(there, "receive", sender.line());

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(received.out().strip()).isEqualTo(there.toRealPath().resolve("some file.bin").toString());
            assertThat(received.err()).doesNotContain("\r", "\u001b", "WARNING", "Exception");
            Ended sent = sender.ended();
            assertThat(sent.status()).as(sent.err()).isZero();
            assertThat(sent.err()).contains("complete and safe").doesNotContain("\r", "\u001b", "WARNING", "Exception");
            assertThat(sent.out()).hasLineCount(1);
            assertThat(there.resolve("some file.bin")).hasSameBinaryContentAs(file);
            assertThat(names(there)).containsExactly("some file.bin");
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 65_536, 65_537})
    void aSmallFileArrivesAsItWas(int size) throws Exception {
        Path file = file("small", size);
        try (CommandThread sender = send(file)) {
            Ended received = receive(sender.line());

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(sender.ended().status()).isZero();
            assertThat(there.resolve("small")).hasSameBinaryContentAs(file);
            assertThat(names(there)).containsExactly("small");
        }
    }

    @Test
    void aReceiverThatIsKilledGoesOnWhereItWas() throws Exception {
        Path file = file("large", LARGE);
        try (CuttingProxy way = holding();
                CommandThread sender = send(url(way.port()), file)) {
            String invite = sender.line();
            try (CommandProcess killed = CommandProcess.start(there, "receive", invite)) {
                killed.await(() -> kept() > SOME);
                killed.kill();
            }
            long before = kept();
            way.letPass();

            Ended received = receive(invite);

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(received.err()).doesNotContain(" 0 %");
            assertThat(there.resolve("large")).hasSameBinaryContentAs(file);
            assertThat(names(there)).containsExactly("large");
            assertThat(before).isBetween(SOME, (long) LARGE);
            assertThat(sender.ended().status()).isZero();
            assertThat(sender.ended().err()).contains("waiting for it to come again");
        }
    }

    @Test
    void whatIsNotTheFilesBeginIsNotBuiltUpon() throws Exception {
        Path file = file("large", LARGE);
        try (CuttingProxy way = holding();
                CommandThread sender = send(url(way.port()), file)) {
            String invite = sender.line();
            try (CommandThread stopped = CommandThread.start("receive", "-o", there.toString(), invite)) {
                stopped.await(() -> kept() > SOME);
            }
            Path data = data().orElseThrow();
            byte[] torn = Files.readAllBytes(data);
            torn[1000] ^= 1;
            Files.write(data, torn);
            way.letPass();

            Ended received = receive(invite);

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(there.resolve("large")).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void aConnectionThatIsCutIsMadeAgain() throws Exception {
        Path file = file("large", LARGE);
        try (CuttingProxy way = holding();
                CommandThread sender = send(url(way.port()), file);
                CommandThread receiver = CommandThread.start("receive", "-o", there.toString(), sender.line())) {
            receiver.await(() -> kept() > SOME);
            way.cutNow();
            receiver.await(() -> kept() > 3 * SOME);
            way.cutNow();
            way.letPass();

            Ended received = receiver.ended();

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(there.resolve("large")).hasSameBinaryContentAs(file);
            assertThat(sender.ended().status()).isZero();
        }
    }

    @Test
    void anInviteThatWasUsedLetsNobodyElseIn(@TempDir Path elsewhere) throws Exception {
        Path file = file("large", LARGE);
        try (CuttingProxy way = holding();
                CommandThread sender = send(url(way.port()), file);
                CommandThread first = CommandThread.start("receive", "-o", there.toString(), sender.line())) {
            first.await(() -> kept() > 0);

            Ended second = receiveAs(elsewhere, sender.line());

            assertThat(second.status()).as(second.err()).isEqualTo(77);
            assertThat(second.err()).contains("The invite was used by somebody else.");
            assertThat(names(elsewhere)).isEmpty();
            way.letPass();
            assertThat(first.ended().status()).isZero();
        }
    }

    @Test
    void twoProcessesDoNotShareADirectory() throws Exception {
        try (CuttingProxy way = holding();
                CommandThread sender = send(url(way.port()), file("large", LARGE));
                CommandProcess first = CommandProcess.start(there, "receive", sender.line())) {
            first.await(() -> kept() > 0);

            Ended second = receive(sender.line());

            assertThat(second.status()).as(second.err()).isEqualTo(75);
            way.letPass();
            assertThat(first.ended().status()).isZero();
        }
    }

    @Test
    void anInviteThatTheServerDoesNotKnowIsRefused() throws Exception {
        String invite;
        try (CommandProcess sender =
                CommandProcess.start(here, "send", "--server", url(), file("small", 10).toString())) {
            invite = sender.line();
            sender.terminate();
            assertThat(sender.ended().status()).isEqualTo(CommandProcess.TERMINATED);
        }

        Ended received = receive(invite);

        assertThat(received.status()).as(received.err()).isEqualTo(77);
        assertThat(received.err()).contains("revoked");
        assertThat(names(there)).isEmpty();
    }

    @Test
    void anInviteWithAWrongLetterIsNone() throws Exception {
        try (CommandThread sender = send(file("small", 10))) {
            String invite = sender.line();
            char changed = invite.charAt(100) == 'A' ? 'B' : 'A';

            Ended received = receive(invite.substring(0, 100) + changed + invite.substring(101));

            assertThat(received.status()).as(received.err()).isEqualTo(65);
        }
    }

    @Test
    void aNameThatIsTakenStaysWhatItIs() throws Exception {
        Path file = file("small", 10);
        Path taken = Files.writeString(there.resolve("small"), "mine");
        try (CommandThread sender = send(file)) {
            Ended refused = receive(sender.line());

            assertThat(refused.status()).as(refused.err()).isEqualTo(73);
            assertThat(refused.err()).contains("--force");
            assertThat(taken).hasContent("mine");
            sender.says("there is a file of that name already");

            Ended received = receiveAs(there.resolve("other"), sender.line());

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(there.resolve("other")).hasSameBinaryContentAs(file);
            assertThat(taken).hasContent("mine");
            assertThat(sender.ended().status()).isZero();
        }
    }

    @Test
    void forceReplaces() throws Exception {
        Path file = file("small", 10);
        Files.writeString(there.resolve("small"), "mine");
        try (CommandThread sender = send(file)) {
            Ended received = CommandThread.run("receive", "--force", "-o", there.toString(), sender.line());

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(there.resolve("small")).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void aNameThatIsKnownToBeTakenDoesNotCostTheInvite() throws Exception {
        Path file = file("small", 10);
        Files.writeString(there.resolve("mine"), "mine");
        try (CommandThread sender = send(file)) {
            assertThat(receiveAs(there.resolve("mine"), sender.line()).status()).isEqualTo(73);

            Ended received = receiveAs(here.resolve("copy"), sender.line());

            assertThat(received.status()).as(received.err()).isZero();
        }
    }

    @Test
    void manyMayHaveIt(@TempDir Path elsewhere) throws Exception {
        Path file = file("small", 100_000);
        try (CommandThread sender =
                CommandThread.start("send", "--keep", "--no-qr", "--server", url(), file.toString())) {
            assertThat(receive(sender.line()).status()).isZero();
            assertThat(receiveAs(elsewhere, sender.line()).status()).isZero();

            sender.interrupt();

            assertThat(sender.ended().status()).isEqualTo(INTERRUPTED);
            assertThat(there.resolve("small")).hasSameBinaryContentAs(file);
            assertThat(elsewhere.resolve("small")).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void whoIsInterruptedEndsAndCanGoOn() throws Exception {
        Path file = file("large", LARGE);
        try (CuttingProxy way = holding();
                CommandThread sender = send(url(way.port()), file)) {
            try (CommandProcess stopped = CommandProcess.start(there, "receive", sender.line())) {
                stopped.await(() -> kept() > SOME);
                stopped.terminate();
                assertThat(stopped.ended().status()).isEqualTo(CommandProcess.TERMINATED);
            }
            way.letPass();

            Ended received = receive(sender.line());

            assertThat(received.status()).as(received.err()).isZero();
            assertThat(there.resolve("large")).hasSameBinaryContentAs(file);
        }
    }

    @Test
    void nobodyComesForAsLongAsIsWaited() throws Exception {
        Path file = file("small", 10);

        Ended ended = CommandThread.run("send", "--wait", "5s", "--server", url(), file.toString());

        assertThat(ended.status()).as(ended.err()).isEqualTo(75);
        assertThat(ended.err()).contains("Nobody has fetched small within 5s.");
    }

    @Test
    void theCodeIsDrawnWhereItIsWanted() throws Exception {
        Path file = file("small", 10);
        try (CommandThread sender = CommandThread.start("send", "--qr", "--server", url(), file.toString())) {
            sender.says("Waiting for 1h");
            sender.interrupt();

            assertThat(sender.ended().status()).isEqualTo(INTERRUPTED);
            assertThat(sender.ended().err()).containsAnyOf("█", "can't be shown as a QR code");
        }
    }

    private CommandThread send(Path file) {
        return send(url(), file);
    }

    private static CommandThread send(String url, Path file) {
        return CommandThread.start("send", "--server", url, file.toString());
    }

    private Ended receive(String invite) throws Exception {
        return CommandThread.run("receive", "-o", there.toString(), invite);
    }

    private static Ended receiveAs(Path file, String invite) throws Exception {
        return CommandThread.run("receive", "-o", file.toString(), invite);
    }

    /// A way to the server on which a large file is under way for as long as the test wants.
    private static CuttingProxy holding() {
        return new CuttingProxy(server.port(), HELD);
    }

    private static String url() {
        return url(server.port());
    }

    private static String url(int port) {
        return "ws://127.0.0.1:" + port + "/";
    }

    private Path file(String name, int size) throws IOException {
        byte[] content = new byte[size];
        new SplittableRandom(size).nextBytes(content);
        return Files.write(here.resolve(name), content);
    }

    /// How much of the file there is.
    private long kept() {
        try {
            var data = data();
            return data.isPresent() ? Files.size(data.get()) : 0;
        } catch (IOException justNamed) {
            return LARGE;
        }
    }

    private Optional<Path> data() throws IOException {
        try (Stream<Path> all = Files.list(there)) {
            return all.filter(each -> each.getFileName().toString().startsWith(".commserver-"))
                    .map(each -> each.resolve("data"))
                    .filter(Files::exists)
                    .findFirst();
        }
    }

    private static List<String> names(Path directory) throws IOException {
        try (Stream<Path> all = Files.list(directory)) {
            return all.map(each -> each.getFileName().toString()).sorted().toList();
        } catch (UncheckedIOException gone) {
            throw gone.getCause();
        }
    }
}
