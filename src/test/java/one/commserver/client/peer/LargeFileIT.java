package one.commserver.client.peer;

import static one.commserver.client.peer.LargeFileParty.RECEIVER;
import static one.commserver.client.peer.LargeFileParty.SENDER;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.testing.Reports;
import one.commserver.testing.ServerProcess;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;

import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/// A file that is much larger than the memory of anybody concerned: sender, server and receiver are processes of their
/// own. `-Dlarge-file.bytes=` is another size.
@ResourceLock("processors")
class LargeFileIT {

    private static final long BYTES = Long.getLong("large-file.bytes", 1L << 30);

    /// What each of the three may have, in MiB.
    private static final int HEAP = 64;

    private static final int DIRECT = 32;

    /// What a process can have in memory at most, its code and the JVM's own included.
    private static final long MOST_RESIDENT = 400L << 20;

    private static final long START_SECONDS = 120;
    private static final long PATIENCE_SECONDS = 900;

    @Test
    void arrivesIntactThoughNobodyHasRoomForIt() throws Exception {
        try (ChildProcess server =
                start(
                        server(),
                        "--spring.config.location=classpath:/",
                        "--server.address=127.0.0.1",
                        "--server.port=0",
                        "--commserver.relay.policy=open",
                        "--commserver.limits.messages-per-second=0",
                        "--commserver.limits.bytes-per-second=0B")) {
            String port = server.await(Pattern.compile("started on port (\\d+)"), START_SECONDS).group(1);
            String url = "ws://127.0.0.1:" + port + "/";
            try (ChildProcess receiver = start(client(), RECEIVER, url)) {
                String identity = receiver.await(Pattern.compile("^listening (\\S+)"), START_SECONDS).group(1);
                long start = System.nanoTime();
                try (ChildProcess sender = start(client(), SENDER, url, identity, Long.toString(BYTES))) {
                    sender.await(Pattern.compile("^sending with "), START_SECONDS);
                    MatchResult received = receiver.await(Pattern.compile("^received (\\d+) (\\w+)"), PATIENCE_SECONDS);
                    long millis = (System.nanoTime() - start) / 1_000_000;
                    MatchResult sent = sender.await(Pattern.compile("^sent (\\w+)"), START_SECONDS);

                    Reports.write(
                            "large-file.md",
                            "%d bytes in %d ms; at most in memory: sender %d, server %d, receiver %d MiB%n"
                                    .formatted(
                                            BYTES,
                                            millis,
                                            sender.peakBytes() >> 20,
                                            server.peakBytes() >> 20,
                                            receiver.peakBytes() >> 20));
                    assertThat(received.group(1)).isEqualTo(Long.toString(BYTES));
                    assertThat(received.group(2)).isEqualTo(sent.group(1));
                    assertThat(sender.peakBytes()).isLessThan(MOST_RESIDENT);
                    assertThat(server.peakBytes()).isLessThan(MOST_RESIDENT);
                    assertThat(receiver.peakBytes()).isLessThan(MOST_RESIDENT);
                }
            }
        }
    }

    private static ChildProcess start(List<String> program, String... arguments) throws Exception {
        return ChildProcess.start(HEAP, DIRECT, program, arguments);
    }

    /// As it is delivered; it only hands on, which takes no good compiler.
    private static List<String> server() {
        return Stream.concat(ServerProcess.SHORT_LIVED.stream(), ServerProcess.program().stream()).toList();
    }

    private static List<String> client() {
        return ChildProcess.program(LargeFileParty.class);
    }
}
