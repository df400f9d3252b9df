package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.history.History;
import one.commserver.history.Rules;
import one.commserver.history.Talkers;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// The real program on a machine that lacks what it needs: its log goes to a disk that gets full, and there are few
/// file descriptors and little memory outside of the heap. Neighbours talk.
@ResourceLock("processors")
class PoorMachineIT {

    /// The libraries take half of them.
    private static final int DESCRIPTORS = 600;

    /// The disk, as far as a single file can tell.
    private static final int DISK = 1 << 20;

    /// What is free of it when the server starts.
    private static final int FREE = 16 * 1024;

    private static final String LINE = " active, native data ";
    private static final String CLOSED = "A socket was closed";

    /// Twice as many as there is memory for.
    private static final int GREEDY = 40;

    private static final int PART = 900_000;
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(90);

    @TempDir private static Path directory;
    private static ServerProcess server;
    private static Path log;

    @BeforeAll
    static void start() throws Exception {
        log = directory.resolve("full.log");
        Files.write(log, new byte[DISK - FREE]);
        List<String> little =
                Stream.concat(
                                ServerProcess.SHORT_LIVED.stream(),
                                Stream.of(
                                        "-Xmx128m",
                                        "-XX:MaxDirectMemorySize=20m",
                                        "-XX:+ExitOnOutOfMemoryError",
                                        "--enable-native-access=ALL-UNNAMED",
                                        "--sun-misc-unsafe-memory-access=allow"))
                        .toList();
        server =
                ServerProcess.startPoor(
                        DESCRIPTORS,
                        DISK,
                        directory,
                        little,
                        List.of("commserver.relay.policy=open", "logging.file.name=" + log));
    }

    @AfterAll
    static void end() {
        if (server != null) {
            server.close();
        }
    }

    @Test
    void aFullDiskStopsNothingAndIsWrittenToAgainWhenItHasRoom() throws Exception {
        while (Files.size(log) < DISK) {
            join().leave();
        }
        var neighbours = new Neighbours(join(), join());

        neighbours.areWell();

        assertThat(status("health/liveness")).isEqualTo(200);
        assertThat(server.readiness()).isEqualTo(200);
        assertThat(server.printed()).contains(LINE);

        Files.write(log, new byte[0]);
        server.await(() -> {
            join().leave();
            return isLogged();
        });
        neighbours.areWell();
    }

    @Test
    void whenThereAreNoMoreDescriptorsWhoIsInGoesOnAndOthersGetInLater() throws Exception {
        var neighbours = new Neighbours(join(), join());
        var crowd = new ArrayList<RawSocket>();
        for (int i = 0; i < DESCRIPTORS; i++) {
            crowd.add(new RawSocket(new RawSocket.Dial(server.port())));
        }
        server.await(() -> closed() > 0);

        neighbours.areWell();
        // and so do operators
        assertThat(server.readiness()).isEqualTo(200);

        crowd.forEach(RawSocket::close);
        // that they are gone isn't noticed at once
        server.await(PoorMachineIT::isRoom);
        Joined.of(join(), join()).works();
        neighbours.areWell();
        // one a minute, of which there may have been two
        assertThat(closed()).isBetween(1L, 2L);
        // of the clients' port alone: operators have another bound
        assertThat(says("This process may have " + DESCRIPTORS + " file descriptors")).isEqualTo(1);
    }

    /// Frames that never end, of more clients than there is memory for.
    @Test
    void whatDoesNotFitIntoMemoryEndsConnectionsAndNotTheServer() throws Exception {
        var history = new History();
        var talkers = new Talkers(0, "ws://127.0.0.1:" + server.port() + "/", history);
        talkers.begin();
        var greedy = new ArrayList<RawClient>();
        for (int i = 0; i < GREEDY; i++) {
            RawClient client = join();
            greedy.add(client);
            try {
                client.raw(Frames.joined(Frames.head(Frames.BINARY, PART + 1), new byte[PART]));
            } catch (UncheckedIOException refused) {
                // it has been closed already
            }
        }
        server.await(() -> says("MemoryError") > 0);
        assertThat(server.readiness()).isEqualTo(200);
        greedy.forEach(RawClient::close);

        Joined.of(join(), join()).works();
        talkers.end().block(LONG_ENOUGH);
        talkers.close();
        assertThat(Rules.broken(history.entries(), LONG_ENOUGH)).isEmpty();
        // the JVM, which would have stopped its threads for a second each time, wasn't asked
        assertThat(server.printed()).doesNotContain("java.nio.Bits");
    }

    private static boolean isLogged() {
        try {
            return Files.readString(log).contains(LINE);
        } catch (IOException unreadable) {
            throw new UncheckedIOException(unreadable);
        }
    }

    /// Whether two more get in beside each other.
    private static boolean isRoom() {
        var dial = new RawSocket.Dial(server.port());
        try (var one = new RawSocket(dial);
                var other = new RawSocket(dial)) {
            one.write(dial.upgrade("13"));
            other.write(dial.upgrade("13"));
            return one.answer().status() == 101 && other.answer().status() == 101;
        } catch (UncheckedIOException refused) {
            return false;
        }
    }

    private static long closed() {
        return says(CLOSED);
    }

    /// How many lines say that.
    private static long says(String text) {
        try {
            return server.printed().lines().filter(line -> line.contains(text)).count();
        } catch (IOException unreadable) {
            throw new AssertionError(unreadable);
        }
    }

    private static int status(String endpoint) throws Exception {
        try (HttpClient http = HttpClient.newHttpClient()) {
            var request = HttpRequest.newBuilder(server.management(endpoint)).build();
            return http.send(request, HttpResponse.BodyHandlers.discarding()).statusCode();
        }
    }

    private static RawClient join() {
        return RawClient.dial(new RawSocket.Dial(server.port())).login(Who.anybody());
    }
}
