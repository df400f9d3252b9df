package one.commserver.bench.strain;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.Figures;
import one.commserver.bench.load.Load;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.report.Cells;
import one.commserver.bench.report.Section;
import one.commserver.bench.report.Table;
import one.commserver.bench.run.Lab;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.function.ToDoubleFunction;

/// Pairs that behave, with and without hostile clients at the same server.
public final class Hostility {

    private static final String NOBODY = "none";

    /// A second, of each connection, without any setting.
    private static final int USUAL_MESSAGES = 2_000;

    private final Lab lab;
    private final Contender neighbours;
    private final Map<String, List<Round>> results = new LinkedHashMap<>();

    /// @param attacks how many a second
    private record Round(Figures figures, double attacks) {}

    private Hostility(Lab lab, Contender neighbours) {
        this.lab = lab;
        this.neighbours = neighbours;
    }

    /// Measures at a server of its own, which has its usual limits.
    public static List<Section> measure(Lab lab) throws Exception {
        int pairs = lab.settings().pairs();
        // only where there are so few pairs that each sends more than anybody may
        int messages = Math.max(USUAL_MESSAGES, 2 * lab.settings().rate() / pairs);
        List<String> settings =
                List.of(
                        "--commserver.limits.messages-per-second=" + messages,
                        "--commserver.limits.connections-per-address=100000",
                        "--commserver.relay.policy=open");
        try (ServerProcess server = lab.servers().limited("server-hostile", settings)) {
            var hostility = new Hostility(lab, lab.channels("neighbours", server).join(pairs));
            hostility.run(new Attacks(lab, server, hostility.neighbours.recorder()::fail));
            return List.of(hostility.section());
        }
    }

    private void run(Attacks all) throws Exception {
        neighbours.measure(lab.paced(neighbours), Duration.ZERO, lab.settings().warmUp());
        measure(all.warmUp(), Duration.ZERO, lab.settings().loginWarmUp());
        List<Attack> attacks = all.all();
        Duration trial = lab.settings().extent().trial();
        for (Attack attack : trial.isPositive() ? attacks : List.<Attack>of()) {
            measure(attack, Duration.ZERO, trial);
        }
        for (int round = 1; round <= lab.settings().fewerRounds(); round++) {
            add(NOBODY, null);
            for (Attack attack : attacks) {
                add(attack.name(), attack);
            }
            Lab.say("round " + round + " of " + lab.settings().fewerRounds() + " of the attacks");
        }
    }

    private void add(String name, @Nullable Attack attack) throws Exception {
        results.computeIfAbsent(name, first -> new ArrayList<>())
                .add(measure(attack, lab.settings().settling(), lab.settings().measured()));
    }

    private Round measure(@Nullable Attack attack, Duration settling, Duration measured) throws Exception {
        Load load = lab.paced(neighbours);
        if (attack == null) {
            return new Round(neighbours.measure(load, settling, measured), 0);
        }
        attack.prepare();
        long before = attack.done();
        Figures figures = neighbours.measure(new Both(load, attack), settling, measured);
        double seconds = settling.plus(measured).toNanos() / 1e9;
        double attacks = (attack.done() - before) / seconds;
        attack.leave();
        return new Round(figures, attacks);
    }

    private Section section() {
        var table =
                new Table(
                        "attack",
                        "attacks a second",
                        "server busy, % of a core",
                        "latency p50, µs",
                        "ratio",
                        "p99, µs",
                        "ratio",
                        "p99.9, µs",
                        "ratio");
        List<Round> quiet = Objects.requireNonNull(results.get(NOBODY));
        results.forEach((name, rounds) -> {
            var row = new ArrayList<>(List.of(name, Cells.cell("%,.0f", rounds, Round::attacks)));
            row.add(Cells.cell("%.0f", rounds, round -> round.figures().busyPercent()));
            for (double percentile : List.of(50.0, 99.0, 99.9)) {
                ToDoubleFunction<Round> latency = round -> round.figures().micros(percentile);
                row.add(Cells.cell("%,.0f", rounds, latency));
                row.add("%.2f".formatted(Cells.median(rounds, latency) / Cells.median(quiet, latency)));
            }
            table.row(row);
        });
        return new Section(
                "Beside hostile clients: paced, %,d messages a second of those who behave"
                        .formatted(lab.settings().rate()),
                table.toString());
    }

    private record Both(Load one, Load other) implements Load {

        @Override
        public void start() {
            one.start();
            other.start();
        }

        @Override
        public void stop() {
            one.stop();
            other.stop();
        }
    }
}
