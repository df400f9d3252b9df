package one.commserver.bench;

import io.netty.channel.EventLoop;
import io.netty.channel.MultiThreadIoEventLoopGroup;

import one.commserver.testing.RedisServer;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.LongSupplier;

/// Measures the relay against [BaselineRelay], what connecting costs, and what the library's clients cost. This process
/// is the generator; docs/benchmarks.md tells the method.
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

    /// Messages in flight per pair, where the load is saturated.
    private static final List<Integer> WINDOWS = List.of(16, 1);

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
        MultiThreadIoEventLoopGroup loops = Sockets.loops(1);
        try {
            new RelayBenchmark(settings, cores, loops.next()).run();
        } finally {
            loops.shutdownGracefully(0, 1, TimeUnit.SECONDS).await();
        }
    }

    private void run() throws Exception {
        Map<String, List<StartUp.Start>> starts = StartUp.measure(settings.rounds());
        say("starts");
        cores.pinSelf();
        try (Contender server = Contender.server(loop, cores.serverPrefix(), serverArguments(), settings.pairs());
                Contender baseline =
                        Contender.baseline(loop, cores.serverPrefix(), baselineArguments(), settings.pairs())) {
            var neighbours = new Neighbours(List.of(server.process(), baseline.process()));
            warmUp(server);
            warmUp(baseline);
            Map<String, Results.Comparison> loads = rounds("the loads", server, baseline);
            long serverBytes = server.process().residentBytes();
            long baselineBytes = baseline.process().residentBytes();
            List<Figures> logins = logins(server);
            Map<String, Results.Clients> clients = clients(server);
            Map<String, Results.Comparison> instrumentation = instrumentation(server, neighbours);
            Map<String, Results.Comparison> nodes = nodes(server, neighbours);
            var results =
                    new Results(
                            starts,
                            loads,
                            instrumentation,
                            nodes,
                            logins,
                            serverBytes,
                            baselineBytes,
                            clients,
                            meetings(server));
            new Report(settings, cores.note() + "; " + neighbours.disturbance(), results)
                    .publish(String.join(" ", LIMITS), String.join(" ", options()));
        }
    }

    /// Two nodes and their Redis share the core that the server otherwise has alone.
    private Map<String, Results.Comparison> nodes(Contender server, Neighbours neighbours) throws Exception {
        try (RedisServer redis = RedisServer.start()) {
            cores.pinServer(redis.processId());
            List<String> arguments = serverArguments();
            arguments.add("--commserver.redis.url=" + redis.url());
            try (Contender nodes = Contender.nodes(2, loop, cores.serverPrefix(), arguments, settings.pairs())) {
                warmUp(nodes);
                var rounds = rounds("the nodes", nodes, server);
                neighbours.except(nodes.cpu().plus(redis.cpu()));
                return rounds;
            }
        }
    }

    /// The server beside another one that nobody hears anything of.
    private Map<String, Results.Comparison> instrumentation(Contender server, Neighbours neighbours) throws Exception {
        List<String> arguments = serverArguments();
        arguments.add("--commserver.telemetry.connections=false");
        try (Contender silent = Contender.server(loop, cores.serverPrefix(), arguments, settings.pairs())) {
            warmUp(silent);
            var rounds = rounds("the instrumentation", server, silent);
            neighbours.except(silent.cpu());
            return rounds;
        }
    }

    private void warmUp(Contender contender) throws Exception {
        for (Function<Contender, Load> load : loads().values()) {
            measure(contender, load, Duration.ZERO, settings.warmUp());
        }
    }

    private Map<String, Results.Comparison> rounds(String what, Contender measured, Contender baseline)
            throws Exception {
        var collector = new Results.Collector();
        for (int round = 1; round <= settings.rounds(); round++) {
            for (var load : loads().entrySet()) {
                collector.add(load.getKey(), measure(measured, load.getValue()), measure(baseline, load.getValue()));
            }
            say("round " + round + " of " + settings.rounds() + " of " + what);
        }
        return collector.loads();
    }

    private Map<String, Function<Contender, Load>> loads() {
        var loads = new LinkedHashMap<String, Function<Contender, Load>>();
        for (int window : WINDOWS) {
            loads.put("Saturated, " + inFlight(window), server -> new Load.Saturated(server.pairs(), window));
        }
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
        return measurement(server, server.recorder(), server.recorder()::arrived)
                .run(load.apply(server), server::isDrained, settling, measured);
    }

    private List<Figures> logins(Contender server) throws Exception {
        return connecting(server, "logins", new Logins(loop, server.process().address(), server.recorder()));
    }

    private List<Figures> meetings(Contender server) throws Exception {
        return connecting(server, "meetings", new Meetings(loop, server.process().address(), server.recorder()));
    }

    private List<Figures> connecting(Contender server, String name, Turns turns) throws Exception {
        var rounds = new ArrayList<Figures>();
        measurement(server, server.recorder(), turns::succeeded)
                .run(turns, turns::isDrained, Duration.ZERO, settings.loginWarmUp());
        for (int round = 1; round <= settings.rounds(); round++) {
            rounds.add(
                    measurement(server, server.recorder(), turns::succeeded)
                            .run(turns, turns::isDrained, settings.settling(), settings.measured()));
        }
        say(name);
        return rounds;
    }

    /// In turn with the raw generator, which has been warm for long.
    private Map<String, Results.Clients> clients(Contender server) throws Exception {
        InetSocketAddress address = server.process().address();
        var results = new LinkedHashMap<String, Results.Clients>();
        try (ClientPairs plain = ClientPairs.plain(address, settings.pairs());
                ClientPairs encrypted = ClientPairs.encrypted(address, settings.pairs())) {
            measure(server, plain, WINDOWS.getFirst(), Duration.ZERO, settings.warmUp());
            measure(server, encrypted, WINDOWS.getFirst(), Duration.ZERO, settings.warmUp());
            for (int round = 1; round <= settings.rounds(); round++) {
                for (int window : WINDOWS) {
                    Results.Clients rounds = results.computeIfAbsent(inFlight(window), title -> new Results.Clients());
                    rounds.raw().add(measure(server, raw -> new Load.Saturated(raw.pairs(), window)));
                    rounds.plain().add(measure(server, plain, window, settings.settling(), settings.measured()));
                    rounds.encrypted()
                            .add(measure(server, encrypted, window, settings.settling(), settings.measured()));
                }
                say("round " + round + " of " + settings.rounds() + " of the clients");
            }
        }
        return results;
    }

    private Figures measure(Contender server, ClientPairs clients, int window, Duration settling, Duration measured)
            throws Exception {
        return measurement(server, clients.recorder(), clients::arrived)
                .run(new Load.Clients(clients.pairs(), window), clients::isDrained, settling, measured);
    }

    private Measurement measurement(Contender server, Recorder recorder, LongSupplier counter) {
        return new Measurement(loop, recorder, counter, server::cpu);
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
        arguments.addAll(List.of("--management.server.address=127.0.0.1", "--management.server.port=0"));
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

    private static String inFlight(int window) {
        return window + (window == 1 ? " message" : " messages") + " in flight per pair";
    }

    private static void say(String progress) {
        System.out.println("benchmark: " + progress);
    }
}
