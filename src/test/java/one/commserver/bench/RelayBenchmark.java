package one.commserver.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;

import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Measures the relay against [BaselineRelay], and what connecting costs. This process is the generator;
/// docs/benchmarks.md tells the method.
public final class RelayBenchmark {

    private static final List<String> JVM =
            List.of(
                    "-Xmx512m",
                    "-XX:+UseSerialGC",
                    "--enable-native-access=ALL-UNNAMED",
                    "--sun-misc-unsafe-memory-access=allow");

    /// Beyond anything that one connection does here. Off would spare the server the counting.
    private static final List<String> LIMITS =
            List.of(
                    "--commserver.limits.messages-per-second=1000000",
                    "--commserver.limits.bytes-per-second=512MB",
                    "--commserver.limits.connections-per-address=5000",
                    "--commserver.relay.policy=open");

    private final Settings settings;
    private final Cores cores;
    private final EventLoop loop;

    private RelayBenchmark(Settings settings, Cores cores, EventLoop loop) {
        this.settings = settings;
        this.cores = cores;
        this.loop = loop;
    }

    public static void main(String[] arguments) throws Exception {
        Locale.setDefault(Locale.ROOT);
        Settings settings = Settings.ofSystem();
        Cores cores = Cores.choose();
        cores.pinSelf();
        MultiThreadIoEventLoopGroup loops = Sockets.loops(1);
        try {
            new RelayBenchmark(settings, cores, loops.next()).run();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private void run() throws Exception {
        try (Contender server = Contender.server(loop, cores.serverPrefix(), serverArguments(), settings.pairs());
                Contender baseline =
                        Contender.baseline(loop, cores.serverPrefix(), baselineArguments(), settings.pairs())) {
            var neighbours = new Neighbours(List.of(server.process(), baseline.process()));
            Map<String, Function<Contender, Load>> loads = loads();
            for (Function<Contender, Load> load : loads.values()) {
                measure(server, load, Duration.ZERO, settings.warmUp());
                measure(baseline, load, Duration.ZERO, settings.warmUp());
            }
            var collector = new Results.Collector();
            for (int round = 1; round <= settings.rounds(); round++) {
                for (var load : loads.entrySet()) {
                    Figures ours = measure(server, load.getValue());
                    Figures theirs = measure(baseline, load.getValue());
                    collector.add(load.getKey(), ours, theirs);
                }
                say("round " + round + " of " + settings.rounds());
            }
            long serverBytes = server.process().residentBytes();
            long baselineBytes = baseline.process().residentBytes();
            Results results = collector.results(logins(server), serverBytes, baselineBytes);
            new Report(settings, cores.note() + "; " + neighbours.disturbance(), results)
                    .publish(String.join(" ", LIMITS), String.join(" ", options()));
        }
    }

    private Map<String, Function<Contender, Load>> loads() {
        var loads = new LinkedHashMap<String, Function<Contender, Load>>();
        loads.put("Saturated, 16 messages in flight per pair", server -> new Load.Saturated(server.pairs(), 16));
        loads.put("Saturated, 1 message in flight per pair", server -> new Load.Saturated(server.pairs(), 1));
        loads.put(
                String.format("Paced, %,d messages a second", settings.rate()),
                server -> new Load.Paced(loop, server.pairs(), settings.rate()));
        return loads;
    }

    private Figures measure(Contender server, Function<Contender, Load> load) throws Exception {
        return measure(server, load, settings.settling(), settings.measured());
    }

    private Figures measure(Contender server, Function<Contender, Load> load, Duration settling, Duration measured)
            throws Exception {
        Recorder recorder = server.recorder();
        return new Measurement(loop, recorder, recorder::arrived, server.process()::cpu)
                .run(load.apply(server), server::isDrained, settling, measured);
    }

    private List<Figures> logins(Contender server) throws Exception {
        var logins = new Logins(loop, server.process().address(), server.recorder());
        var measurement = new Measurement(loop, server.recorder(), logins::succeeded, server.process()::cpu);
        var rounds = new ArrayList<Figures>();
        measurement.run(logins, logins::isDrained, Duration.ZERO, settings.loginWarmUp());
        for (int round = 1; round <= settings.rounds(); round++) {
            rounds.add(
                    new Measurement(loop, server.recorder(), logins::succeeded, server.process()::cpu)
                            .run(logins, logins::isDrained, settings.settling(), settings.measured()));
        }
        say("logins");
        return rounds;
    }

    private List<String> options() {
        var options = new ArrayList<String>(JVM);
        options.addAll(settings.jvm());
        return options;
    }

    private List<String> serverArguments() {
        List<String> arguments = options();
        arguments.add("-Dreactor.netty.ioWorkerCount=" + settings.loops());
        arguments.addAll(List.of("-jar", "target/commserver.jar", "--server.address=127.0.0.1", "--server.port=0"));
        arguments.addAll(LIMITS);
        return arguments;
    }

    private List<String> baselineArguments() {
        List<String> arguments = options();
        arguments.addAll(
                List.of(
                        "-cp",
                        System.getProperty("java.class.path"),
                        BaselineRelay.class.getName(),
                        Integer.toString(settings.loops())));
        return arguments;
    }

    private static void say(String progress) {
        System.out.println("benchmark: " + progress);
    }
}
