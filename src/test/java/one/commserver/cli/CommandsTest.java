package one.commserver.cli;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.cli.CommandLines.Ended;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.PipedInputStream;
import java.io.PipedOutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

class CommandsTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "send",
                "send --server=ws://127.0.0.1:8080/",
                "send --unknown x",
                "send --wait=1 --server=ws://127.0.0.1:8080/ pom.xml",
                "send --wait=0s --server=ws://127.0.0.1:8080/ pom.xml",
                "send --server=http://127.0.0.1:1/ pom.xml",
                "send --server=ws://192.0.2.1/ pom.xml",
                "send --server=ws://127.0.0.1:8080/ --ca=no/such/file pom.xml",
                "receive",
                "receive a b",
                "doctor",
                "doctor http://localhost/",
                "doctor --size=0 ws://127.0.0.1:8080/",
                "doctor --size=x ws://127.0.0.1:8080/",
                "doctor --patience=30d ws://127.0.0.1:8080/",
                "send --wait=366d --server=ws://127.0.0.1:8080/ pom.xml"
            })
    void whatMakesNoSenseIsStatus64AndOneLine(String line) {
        Ended ended = CommandLines.run(line.split(" "));

        assertThat(ended.status()).as(ended.err()).isEqualTo(64);
        assertThat(ended.err().lines().filter(said -> !said.contains("SHA-256"))).hasSize(1);
        assertThat(ended.out()).isEmpty();
    }

    @Test
    void aMissingFileIsStatus66(@TempDir Path directory) {
        Ended missing = CommandLines.run("send", "--server=ws://localhost", directory.resolve("missing").toString());
        Ended folder = CommandLines.run("send", "--server=ws://localhost", directory.toString());

        assertThat(missing.status()).isEqualTo(66);
        assertThat(missing.err()).contains("not there");
        assertThat(folder.status()).isEqualTo(66);
        assertThat(folder.err()).contains("a directory");
    }

    @Test
    void aServerThatIsNotThereIsStatus69(@TempDir Path directory) throws Exception {
        Path file = Files.writeString(directory.resolve("a"), "a");

        int port = ServerProcess.freePort();

        Ended ended = CommandLines.run("send", "--server=ws://127.0.0.1:" + port, file.toString());

        assertThat(ended.status()).isEqualTo(69);
        assertThat(ended.err())
                .contains("The server 127.0.0.1:" + port + " can't be reached: ", "Connection refused")
                .doesNotContain("\tat ");
        assertThat(ended.out()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"commserver:pair", "commserver:pair#a.b", "-", "https://relay.example/#x"})
    void whatIsNoInviteIsStatus65(String invite) {
        Ended ended = CommandLines.run("receive", invite);

        assertThat(ended.status()).isEqualTo(65);
        assertThat(ended.err()).contains("The invite isn't a whole and true one");
    }

    /// Otherwise `send FILE | receive -` waits for itself.
    @Test
    @Timeout(30)
    void nothingIsAwaitedBehindTheInvitesLine() throws Exception {
        var never = new PipedInputStream();
        try (var pipe = new PipedOutputStream(never)) {
            pipe.write("\n commserver:pair#a.b\n".getBytes(StandardCharsets.US_ASCII));
            pipe.flush();

            assertThat(CommandLines.run(never, "receive", "-").status()).isEqualTo(65);
        }
    }

    @Test
    void nothingIsReceivedWhereThereIsNoDirectory(@TempDir Path directory) {
        Ended ended = CommandLines.run("receive", "-o", directory.resolve("none/file").toString(), "-");

        assertThat(ended.status()).isEqualTo(73);
    }

    @Test
    void versionIsOneLine() {
        Ended ended = CommandLines.run("--version");

        assertThat(ended.status()).isZero();
        assertThat(ended.out()).startsWith("commserver ").hasLineCount(1);
    }

    @Test
    void aCommandIsNeeded() {
        assertThat(CommandLines.run().status()).isEqualTo(64);
    }

    @Test
    void helpHasNoEscapeSequences() {
        assertThat(CommandLines.help("") + CommandLines.help("send")).doesNotContain("\u001b");
    }

    @ParameterizedTest
    @CsvSource({"90s,90", "10m,600", "1h,3600", "2d,172800"})
    void durationsAreReadAndWritten(String text, long seconds) {
        Duration read = new DurationConverter().convert(text);

        assertThat(read).isEqualTo(Duration.ofSeconds(seconds));
        assertThat(DurationConverter.text(read)).isEqualTo(text);
    }
}
