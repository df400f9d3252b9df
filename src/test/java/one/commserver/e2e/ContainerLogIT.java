package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

/// The log of the real program, as it is in a container and elsewhere.
class ContainerLogIT {

    private static final String ACTIVE = " active, native data ";

    @TempDir private Path directory;

    @Test
    void inAContainerEachLineIsJsonAndSaysWhichNodeAndWhichConnection() throws Exception {
        try (var server =
                ServerProcess.start(ServerProcess.freePort(), directory, "spring.profiles.active=container")) {
            somebodyComesAndGoes(server);

            List<JsonNode> lines = server.printed().lines().map(JsonMapper.shared()::readTree).toList();
            assertThat(lines)
                    .isNotEmpty()
                    .allSatisfy(line -> {
                        assertThat(line.path("message").asString()).isNotBlank();
                        assertThat(line.path("log").path("level").asString()).isNotBlank();
                        assertThat(line.path("service").path("node").path("name").asString())
                                .startsWith("node-")
                                .isEqualTo(lines.getFirst().path("service").path("node").path("name").asString());
                    });
            JsonNode active =
                    lines.stream()
                            .filter(line -> line.path("message").asString().contains(ACTIVE))
                            .findAny()
                            .orElseThrow();
            assertThat(active.path("connection").path("id").asString())
                    .matches("c\\d+")
                    .isEqualTo(active.path("message").asString().split(" ", 2)[0]);
            assertThat(server.printed()).doesNotContain("No operator has a password").contains("Nobody can log in");
        }
    }

    /// What is printed goes into a file here, so nobody says that it isn't kept.
    @Test
    void elsewhereItIsPlainAndAPasswordIsWrittenWhereOnlyItsOwnerReadsIt() throws Exception {
        List<String> options = new ArrayList<>(ServerProcess.SHORT_LIVED);
        options.add("-Djava.io.tmpdir=" + directory);
        try (var server = ServerProcess.start(ServerProcess.freePort(), directory, options, List.of())) {
            somebodyComesAndGoes(server);

            List<Path> notes;
            try (var files = Files.newDirectoryStream(directory, "*.password")) {
                notes = StreamSupport.stream(files.spliterator(), false).toList();
            }
            assertThat(notes).hasSize(1);
            String login = Files.readString(notes.getFirst()).strip();
            assertThat(login).matches("operator:[A-Za-z0-9_-]{22}");
            assertThat(Files.getPosixFilePermissions(notes.getFirst()))
                    .containsExactlyInAnyOrder(PosixFilePermission.OWNER_READ, PosixFilePermission.OWNER_WRITE);
            assertThat(server.printed())
                    .contains(notes.getFirst().toString())
                    .doesNotContain(login.substring("operator:".length()));
            assertThat(server.printed().lines()).noneMatch(line -> line.startsWith("{"));
        }
    }

    private static void somebodyComesAndGoes(ServerProcess server) throws Exception {
        try (var client = RawClient.dial(new RawSocket.Dial(server.port())).login(Who.anybody())) {
            client.leave();
        }
        server.await(() -> says(server, " closed after "));
        assertThat(server.printed()).contains(ACTIVE);
    }

    private static boolean says(ServerProcess server, String text) {
        try {
            return server.printed().contains(text);
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }
}
