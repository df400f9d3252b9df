package one.commserver.soak;

import one.commserver.soak.figures.Probe;
import one.commserver.soak.load.Crowd;
import one.commserver.testing.ServerProcess;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// The packaged server in a process of its own, and those who use it. What it remembers on purpose it remembers for
/// seconds here, as otherwise a run would have to be longer than the memory before anything can be level.
final class Stand implements AutoCloseable {

    static final Path REPORTS = Path.of("target", "reports", "soak");

    /// Longer than any pause of a busy machine: who comes back finds his session.
    private static final Duration KEPT = Duration.ofSeconds(60);

    private static final Duration BRIEFLY_KEPT = Duration.ofSeconds(10);

    /// As in the image, with a heap of a fixed size that is there from the start: what is in memory of the process says
    /// something then.
    private static final List<String> LASTING =
            List.of(
                    "@" + Path.of("src", "main", "image", "jvm.options"),
                    "-Xms256m",
                    "-Xmx256m",
                    "-XX:+AlwaysPreTouch",
                    Probe.OPTION);

    private final ServerProcess server;

    private Stand(ServerProcess server) {
        this.server = server;
    }

    /// For a run of an hour.
    static Stand lasting() throws Exception {
        return start(LASTING, KEPT);
    }

    /// For a run of seconds, where each buffer is watched.
    static Stand brief() throws Exception {
        var options = new ArrayList<>(ServerProcess.SHORT_LIVED);
        options.addAll(List.of("-Xmx256m", Probe.OPTION, "-Dio.netty.leakDetection.level=paranoid"));
        // as in the image: memory outside of the heap is taken another way else, of which the JVM keeps no account
        options.addAll(List.of("--enable-native-access=ALL-UNNAMED", "--sun-misc-unsafe-memory-access=allow"));
        return start(options, BRIEFLY_KEPT);
    }

    private static Stand start(List<String> options, Duration kept) throws Exception {
        Files.createDirectories(REPORTS);
        return new Stand(ServerProcess.start(ServerProcess.freePort(), REPORTS, options, properties(kept)));
    }

    /// What it is told, in words of its configuration.
    private static List<String> properties(Duration time) {
        String kept = time.toSeconds() + "s";
        return List.of(
                "commserver.relay.policy=open",
                "commserver.registry.session-time-to-live=" + kept,
                "commserver.registry.slot-window=0s",
                "commserver.registry.max-slot-window=0s",
                "commserver.registry.displacement-memory=" + kept,
                "commserver.mailbox.age=" + kept,
                "commserver.mailbox.id-memory=" + kept,
                "commserver.mailbox.part-life=" + kept,
                "commserver.one.pong-timeout=60s",
                "commserver.explain.identities=50",
                "commserver.limits.failed-authentications=1000000",
                "commserver.limits.connections-per-address=1000");
    }

    /// How the JVM of the long form is started.
    static String options() {
        return String.join(" ", LASTING);
    }

    /// What the server of the long form is told.
    static String settings() {
        return String.join(" ", properties(KEPT));
    }

    Crowd crowd(int haste) throws Exception {
        return new Crowd(server.port(), server.management("prometheus"), haste);
    }

    Probe probe() {
        return new Probe(server.pid(), server.management("prometheus"));
    }

    /// Whether a buffer was dropped that nobody had given back.
    boolean hasLeaked() throws IOException {
        return server.printed().contains("LEAK:");
    }

    /// The time that it has had a processor for.
    Duration cpu() {
        return ProcessHandle.of(server.pid())
                .flatMap(process -> process.info().totalCpuDuration())
                .orElse(Duration.ZERO);
    }

    @Override
    public void close() {
        server.close();
    }
}
