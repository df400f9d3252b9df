package one.commserver.client;

import static one.commserver.client.ClientFixture.connect;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.inbox.DirectoryInbox;
import one.commserver.client.inbox.DirectoryInbox.Bounds;
import one.commserver.client.sync.Content;
import one.commserver.client.sync.Letter;
import one.commserver.client.sync.SyncSender;
import one.commserver.crypto.Bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.annotation.DirtiesContext;

import reactor.core.publisher.Flux;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// A client's process that is killed amid a large synchronisation, and comes back.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = {
            "commserver.mailbox.bytes=1GB",
            "commserver.mailbox.memory=1GB",
            "commserver.limits.sync-object=384KB",
            "commserver.limits.bytes-per-second=0B"
        })
@ResourceLock("processors")
@DirtiesContext // else all that has been left would stay in memory until the last test
class KilledReceiverIT extends ServerFixture {

    private static final Duration LONG = Duration.ofMinutes(2);

    /// In MiB: what the receiver may have, which is less than the large object alone.
    private static final int HEAP = 64;

    private static final int DIRECT = 32;
    private static final int LARGE = 110_000_000;
    private static final int LETTERS = 500;
    private static final int LETTER = 100_000;

    /// No batch is larger; `commserver.limits.text-message`.
    private static final long BATCH = 512 * 1024;

    /// The fields around an element and its data's envelope, at most: see the protocol, sealing.
    private static final long AROUND = 220 + 497 * 4 / 3;

    /// What a return to the server takes beside the batches.
    private static final long RETURN = 16 * 1024;

    @TempDir Path directory;

    @Test
    void aProcessThatIsKilledGoesOnWhereItWas() throws Exception {
        try (Mail mail = Mail.paired(clients);
                CuttingProxy proxy = new CuttingProxy(port)) {
            long elements = leave(mail);
            run(mail, proxy, 32_000_000);
            run(mail, proxy, 104_000_000);
            run(mail, proxy, 184_000_000);
            run(mail, proxy, Long.MAX_VALUE);

            try (var inbox = DirectoryInbox.open(directory.resolve("inbox"), Bounds.DEFAULT)) {
                assertThat(Mail.intact(inbox)).containsExactlyElementsOf(expected());
            }
            long once = (LARGE + (long) LETTERS * LETTER) * 4 / 3 + elements * AROUND;
            assertThat(proxy.down()).isLessThan(once + 3 * BATCH + 4 * RETURN);
        }
    }

    /// @return how many objects and parts there are
    private long leave(Mail mail) {
        SyncSender sender = mail.sending(connect(clients.client(mail.sender(), "laptop")));
        Content large = Content.of(Mail.content("large", LARGE));
        int parts =
                sender.plan("large", LARGE)
                        .flatMap(first -> sender.leave(mail.recipient(), first, large).thenReturn(first.parts()))
                        .block(LONG);
        List<Letter> letters = letters().map(id -> new Letter(id, Mail.content(id, LETTER))).toList();
        sender.leaveAll(mail.recipient(), letters).block(LONG);
        return (long) parts + LETTERS;
    }

    private static Stream<String> letters() {
        return IntStream.range(0, LETTERS).mapToObj(number -> "letter-" + number);
    }

    private static List<String> expected() {
        return Stream.concat(Stream.of("large=" + LARGE), letters().map(id -> id + "=" + LETTER)).toList();
    }

    /// Runs it, with little memory, until the server has sent so many bytes in all, or until it ends.
    private void run(Mail mail, CuttingProxy proxy, long down) throws Exception {
        Path output = directory.resolve("output");
        Process process = start(proxy, output);
        try {
            tell(process, mail);
            Boolean reached =
                    Flux.interval(Duration.ofMillis(10))
                            .map(tick -> proxy.down() >= down)
                            .takeUntil(enough -> enough || !process.isAlive())
                            .blockLast(LONG);
            assertThat(reached).as(Files.readString(output)).isEqualTo(down != Long.MAX_VALUE);
            if (!reached) {
                assertThat(process.waitFor()).as(Files.readString(output)).isZero();
            }
        } finally {
            process.destroyForcibly();
            assertThat(process.waitFor(LONG.toSeconds(), TimeUnit.SECONDS)).isTrue();
        }
    }

    private Process start(CuttingProxy proxy, Path output) throws IOException {
        return new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-Xmx" + HEAP + "m",
                        "-XX:MaxDirectMemorySize=" + DIRECT + "m",
                        "-XX:+UseSerialGC",
                        "-XX:TieredStopAtLevel=1",
                        "-cp",
                        System.getProperty("java.class.path"),
                        ReceivingProcess.class.getName(),
                        Integer.toString(proxy.port()),
                        directory.resolve("inbox").toString())
                .redirectErrorStream(true)
                .redirectOutput(output.toFile())
                .start();
    }

    private static void tell(Process process, Mail mail) throws IOException {
        String keys =
                String.join(
                        "\n",
                        Bytes.of(mail.receiver().encoded()).toBase64Url(),
                        Bytes.of(mail.keys().encoded()).toBase64Url(),
                        mail.sender().identity().wire());
        try (var in = process.getOutputStream()) {
            in.write(keys.getBytes(StandardCharsets.US_ASCII));
        }
    }
}
