package one.commserver.bench.run;

import one.commserver.bench.Extent;
import one.commserver.bench.join.Contender;
import one.commserver.bench.join.Subjects;
import one.commserver.bench.join.Upgrades;
import one.commserver.bench.machine.Programs;
import one.commserver.bench.machine.ServerProcess;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// What somebody would take instead, where the machine has it.
final class Others implements AutoCloseable {

    private static final Path NODE_SOURCE = Path.of("src", "test", "resources", "bench", "node");
    private static final Path NODE_PLACE = Path.of("target", "bench", "node");
    private static final Path NATS_SETTINGS = Path.of("target", "bench", "nats.conf");

    private final Lab lab;
    private final List<ServerProcess> processes = new ArrayList<>();
    private final List<Contender> contenders = new ArrayList<>();
    private final List<String> absent = new ArrayList<>();

    Others(Lab lab) {
        this.lab = lab;
    }

    /// Starts those that can be.
    ///
    /// @throws Exception if one is there and doesn't start
    List<Contender> start() throws Exception {
        if (lab.settings().extent() == Extent.BRIEF) {
            absent.add("- All: whoever tries the benchmark out tries it without them.");
            return contenders;
        }
        node();
        nats();
        return contenders;
    }

    /// Those that have started.
    List<String> names() {
        return contenders.stream().map(Contender::name).toList();
    }

    /// Those that are not there, each in one item of a list.
    List<String> absent() {
        return absent;
    }

    private void node() throws Exception {
        if (!Programs.isThere("node") || !Programs.isThere("npm")) {
            absent.add("- " + Names.NODE + ": there is no `node` with its `npm` on the PATH.");
        } else if (!Programs.fetched(NODE_SOURCE, NODE_PLACE)) {
            absent.add("- " + Names.NODE + ": its libraries could not be fetched.");
        } else {
            String program = NODE_PLACE.resolve("relay.js").toString();
            ServerProcess process = started(lab.servers().other("node", List.of("node", program)));
            contenders.add(
                    new Contender(
                            Names.NODE,
                            List.of(process),
                            lab.loop(),
                            Upgrades.untouched(lab.loop(), process.address())));
        }
    }

    private void nats() throws Exception {
        if (!Programs.isThere("nats-server")) {
            absent.add("- " + Names.NATS + ": there is none on the PATH.");
            return;
        }
        Files.writeString(
                NATS_SETTINGS,
                """
                listen: "127.0.0.1:-1"
                websocket { listen: "127.0.0.1:-1", no_tls: true }
                """);
        ServerProcess process =
                started(lab.servers().other("nats", List.of("nats-server", "-c", NATS_SETTINGS.toString())));
        contenders.add(
                new Contender(Names.NATS, List.of(process), lab.loop(), new Subjects(lab.loop(), process.address())));
    }

    private ServerProcess started(ServerProcess process) {
        processes.add(process);
        return process;
    }

    @Override
    public void close() {
        processes.forEach(ServerProcess::close);
    }
}
