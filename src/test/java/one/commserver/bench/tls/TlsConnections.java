package one.commserver.bench.tls;

import io.netty.channel.EventLoop;
import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;
import io.netty.handler.ssl.SslProvider;

import one.commserver.bench.join.Channels;
import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Target;
import one.commserver.bench.machine.Footprint;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;
import one.commserver.bench.run.Lab;
import one.commserver.testing.TestCertificate;

import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.ToLongFunction;

/// What an idle connection takes over TLS, beside one without.
public final class TlsConnections {

    private static final Path FOLDER = Path.of("target", "bench", "tls");
    private static final List<String> OPTIONS = List.of("-Xmx2g", "-XX:+UseCompactObjectHeaders", Footprint.OPTION);
    private static final long MOST_BYTES = 40 * 1024;

    /// Few enough for a server that is cold to shake hands with before it loses patience.
    private static final int AT_ONCE = 8;

    private TlsConnections() {}

    /// What so many more connections took.
    private record Growth(Footprint before, Footprint after, int connections) {

        private long each(ToLongFunction<Footprint> part) {
            return (part.applyAsLong(after) - part.applyAsLong(before)) / connections;
        }
    }

    /// Measures both, one behind the other.
    public static List<Section> measure(Lab lab) throws Exception {
        TestCertificate certificate = TestCertificate.in(Files.createDirectories(FOLDER));
        SslContext trusting =
                SslContextBuilder.forClient()
                        .sslProvider(SslProvider.JDK)
                        .trustManager(certificate.certificate())
                        // the engine isn't told whom it calls, so that no session is resumed
                        .endpointIdentificationAlgorithm(null)
                        .build();
        Growth over;
        try (ServerProcess server =
                lab.servers()
                        .server(
                                "server-tls",
                                OPTIONS,
                                "--server.ssl.bundle=web",
                                "--spring.ssl.bundle.pem.web.keystore.certificate=" + certificate.certificatePem(),
                                "--spring.ssl.bundle.pem.web.keystore.private-key=" + certificate.keyPem())) {
            over = grow(lab, server, Target.over(trusting, server.address()));
        }
        Growth without;
        try (ServerProcess server = lab.servers().server("server-no-tls", OPTIONS)) {
            without = grow(lab, server, Target.of(server.address()));
        }
        lab.targets()
                .bytes(
                        "an idle connection over TLS: heap and direct memory",
                        MOST_BYTES,
                        over.each(Footprint::heapAndDirect));
        lab.targets()
                .bytes(
                        "an idle connection over TLS: growth of the resident memory",
                        MOST_BYTES,
                        over.each(Footprint::resident));
        return List.of(section(over, without));
    }

    private static Growth grow(Lab lab, ServerProcess server, Target target) throws Exception {
        EventLoop loop = lab.loop();
        var crowd = new Contender("crowd", List.of(server), loop, Channels.at(loop, target));
        crowd.arrive(lab.settings().extent().firstOverTls(), AT_ONCE);
        crowd.join();
        crowd.measure(lab.paced(crowd), Duration.ZERO, lab.settings().shortWarmUp());
        Footprint before = Footprint.of(server);
        int more = lab.settings().extent().moreOverTls();
        crowd.arrive(more, AT_ONCE);
        Footprint after = Footprint.of(server);
        // they are well, and messages arrive
        crowd.join();
        crowd.measure(lab.paced(crowd), Duration.ZERO, lab.settings().settling());
        crowd.leave();
        Lab.say("%,d connections, %s TLS".formatted(more, target.tls() == null ? "without" : "over"));
        return new Growth(before, after, more);
    }

    private static Section section(Growth over, Growth without) {
        var table =
                new Table(
                        "for each of %,d more".formatted(over.connections()), "over TLS", "without TLS", "difference");
        table.row(row("heap behind a collection, bytes", over, without, Footprint::heap));
        table.row(row("direct memory, bytes", over, without, Footprint::direct));
        table.row(row("both together, bytes", over, without, Footprint::heapAndDirect));
        table.row(row("growth of the resident memory, bytes", over, without, Footprint::resident));
        return new Section("Idle connections over TLS", table.toString());
    }

    private static List<String> row(String name, Growth over, Growth without, ToLongFunction<Footprint> part) {
        var cells = new ArrayList<>(List.of(name));
        for (long bytes : List.of(over.each(part), without.each(part), over.each(part) - without.each(part))) {
            cells.add("%,d".formatted(bytes));
        }
        return cells;
    }
}
