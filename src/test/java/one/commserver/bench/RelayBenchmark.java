package one.commserver.bench;

import io.netty.channel.MultiThreadIoEventLoopGroup;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Message;
import one.commserver.bench.machine.Cores;
import one.commserver.bench.machine.Machine;
import one.commserver.bench.machine.Neighbours;
import one.commserver.bench.machine.Sockets;
import one.commserver.bench.mail.Synchronisation;
import one.commserver.bench.report.Report;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Targets;
import one.commserver.bench.run.Connecting;
import one.commserver.bench.run.Contest;
import one.commserver.bench.run.Fans;
import one.commserver.bench.run.Growth;
import one.commserver.bench.run.Instrumentation;
import one.commserver.bench.run.Lab;
import one.commserver.bench.run.LibraryClients;
import one.commserver.bench.run.Loops;
import one.commserver.bench.run.Nodes;
import one.commserver.bench.run.Servers;
import one.commserver.bench.run.Sizes;
import one.commserver.bench.run.StartUp;
import one.commserver.bench.strain.Hostility;
import one.commserver.bench.tls.TlsConnections;
import one.commserver.bench.variants.Collectors;
import one.commserver.bench.variants.LoopNumbers;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.TimeUnit;

/// Measures the relay against bare ones and others, what connecting costs, and what the library's clients cost. This
/// process is the generator; docs/benchmarks.md tells the method.
public final class RelayBenchmark {

    private static final Path PAGE = Path.of("docs", "benchmarks.md");

    private RelayBenchmark() {}

    /// Runs once and publishes what it has found.
    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Settings settings = Settings.ofSystem();
        Cores cores = Cores.choose();
        MultiThreadIoEventLoopGroup loops = Sockets.loops(1);
        try {
            run(new Lab(settings, new Servers(settings, cores, settings.loops()), loops.next(), new Targets()));
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private interface Part {

        List<Section> measure() throws Exception;
    }

    private static void run(Lab lab) throws Exception {
        var sections = new ArrayList<Section>();
        List<Section> starts = part(lab, "starts", () -> List.of(StartUp.measure(lab.settings().fewerRounds())));
        lab.servers().cores().pinSelf();
        var neighbours = new Neighbours();
        try (Contest contest = Contest.prepare(lab)) {
            Contender server = contest.server();
            List<Contender> bare = List.of(server, contest.inPlace(), contest.decoding());
            contest.run();
            sections.addAll(contest.loads());
            sections.addAll(contest.dialects());
            sections.addAll(contest.alternatives());
            sections.addAll(part(lab, "sizes", () -> Sizes.measure(lab, bare)));
            sections.addAll(part(lab, "loops", () -> Loops.measure(lab)));
            sections.addAll(part(lab, "loops-number", () -> LoopNumbers.measure(lab)));
            sections.addAll(part(lab, "collectors", () -> Collectors.measure(lab)));
            sections.addAll(part(lab, "fans", () -> Fans.measure(lab, server.process())));
            sections.addAll(part(lab, "growth", () -> Growth.measure(lab)));
            sections.addAll(part(lab, "tls", () -> TlsConnections.measure(lab)));
            sections.addAll(part(lab, "instrumentation", () -> Instrumentation.measure(lab, server)));
            sections.addAll(part(lab, "hostile", () -> Hostility.measure(lab)));
            sections.addAll(part(lab, "nodes", () -> Nodes.measure(lab, server, neighbours)));
            sections.addAll(
                    part(
                            lab,
                            "logins",
                            () -> List.of(Connecting.logins(lab, server, contest.inPlace(), contest.memory()))));
            sections.addAll(part(lab, "clients", () -> LibraryClients.measure(lab, server)));
            sections.addAll(part(lab, "mailboxes", () -> Synchronisation.measure(lab)));
            sections.addAll(part(lab, "meetings", () -> List.of(Connecting.meetings(lab, server))));
            sections.addAll(starts);
            if (!lab.targets().areEmpty()) {
                sections.addFirst(lab.targets().section());
            }
            new Report(PAGE).publish(introduction(lab, neighbours), sections, lab.settings().write());
        }
    }

    private static List<Section> part(Lab lab, String name, Part part) throws Exception {
        return lab.settings().wants(name) ? part.measure() : List.of();
    }

    private static String introduction(Lab lab, Neighbours neighbours) throws IOException {
        Settings settings = lab.settings();
        var lines = new ArrayList<String>();
        if (settings.extent() != Extent.WHOLE) {
            lines.add("**A quick run: nothing was warm, these figures mean nothing.**\n");
        }
        lines.add("Command: `%s`\n".formatted(settings.command()));
        lines.add(
                "- Machine: %s; %s; %s."
                        .formatted(Machine.description(), lab.servers().cores().note(), neighbours.disturbance()));
        lines.add(
                ("- Load, unless it says otherwise: %d pairs, messages of %d bytes, one way, sender to server to"
                                + " receiver. No message was lost, wrong or out of order.")
                        .formatted(settings.pairs(), Message.SIZE));
        lines.add(
                ("- Figures: medians of %d rounds of %.1f s, what stands side by side in turn; of %d rounds in the"
                                + " sections behind those of all that relay, but for logins and meetings. In brackets"
                                + " the lowest and the highest round. The maximum is that of all rounds.")
                        .formatted(settings.rounds(), settings.measured().toMillis() / 1e3, settings.fewerRounds()));
        lines.add(
                "- All JVMs: `%s`; event loops: %d, unless it says otherwise."
                        .formatted(lab.servers().options(), settings.loops()));
        lines.add(
                ("- The server's limits were raised but for the one beside hostile clients, and strangers may open"
                                + " channels; no other check was switched off: `%s`.")
                        .formatted(lab.servers().limits()));
        return String.join("\n", lines) + "\n";
    }
}
