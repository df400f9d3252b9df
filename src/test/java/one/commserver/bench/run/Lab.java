package one.commserver.bench.run;

import io.netty.channel.EventLoop;

import one.commserver.bench.Settings;
import one.commserver.bench.join.Channels;
import one.commserver.bench.join.Contender;
import one.commserver.bench.join.Handovers;
import one.commserver.bench.join.Upgrades;
import one.commserver.bench.load.Figures;
import one.commserver.bench.load.Load;
import one.commserver.bench.load.Message;
import one.commserver.bench.load.Paced;
import one.commserver.bench.load.Saturated;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.relay.BareRelay;
import one.commserver.bench.report.Rounds;
import one.commserver.bench.report.Targets;

import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;

/// What all parts of a run use: the generator's event loop, the usual loads, and how to go through rounds of them.
///
/// @param loop of all sockets of the generator
/// @param targets each part adds what it was to reach
public record Lab(Settings settings, Servers servers, EventLoop loop, Targets targets) {

    /// Messages in flight per pair, where the load is saturated.
    public static final List<Integer> WINDOWS = List.of(16, 1);

    /// Clients of the packaged server, so far none.
    public Contender channels(String name, ServerProcess server) {
        return new Contender(name, List.of(server), loop, Channels.at(loop, server.address()));
    }

    /// Clients of a bare relay, so far none.
    public Contender upgrades(String name, ServerProcess relay) {
        return new Contender(
                name, List.of(relay), loop, new Upgrades(loop, relay.address(), BareRelay.RECEIVING_NUMBER));
    }

    /// Clients of the packaged server in the ONE dialect, so far none.
    public Contender handovers(String name, ServerProcess server) {
        return new Contender(name, List.of(server), loop, new Handovers(loop, server.address()));
    }

    /// The usual ones, by title.
    public Map<String, Function<Contender, Load>> loads() {
        Map<String, Function<Contender, Load>> loads = saturated();
        loads.put("Paced, %,d messages a second".formatted(settings.rate()), this::paced);
        return loads;
    }

    /// Those that are saturated, by title.
    public Map<String, Function<Contender, Load>> saturated() {
        var loads = new LinkedHashMap<String, Function<Contender, Load>>();
        for (int window : WINDOWS) {
            loads.put(
                    "Saturated, " + inFlight(window),
                    contender -> new Saturated(contender.pairs(), window, Message.SIZE));
        }
        return loads;
    }

    /// The usual number of messages a second, of all pairs together.
    public Load paced(Contender contender) {
        return new Paced(loop, contender.pairs(), settings.rate());
    }

    /// In words.
    public static String inFlight(int window) {
        return window + (window == 1 ? " message" : " messages") + " in flight per pair";
    }

    /// Until most of the code is compiled.
    public void warmUp(Contender contender, Map<String, Function<Contender, Load>> loads) throws Exception {
        warmUp(contender, loads, settings.warmUp());
    }

    /// Each load for so long.
    public void warmUp(Contender contender, Map<String, Function<Contender, Load>> loads, Duration each)
            throws Exception {
        for (Function<Contender, Load> load : loads.values()) {
            contender.measure(load.apply(contender), Duration.ZERO, each);
        }
    }

    /// One round.
    public Figures measure(Contender contender, Load load) throws Exception {
        return contender.measure(load, settings.settling(), settings.measured());
    }

    /// All loads at all contenders, in turn, so often.
    public Map<String, Rounds> compare(
            String what, int rounds, Map<String, Function<Contender, Load>> loads, List<Contender> contenders)
            throws Exception {
        var results = new LinkedHashMap<String, Rounds>();
        for (int round = 1; round <= rounds; round++) {
            for (var load : loads.entrySet()) {
                for (Contender contender : contenders) {
                    results.computeIfAbsent(load.getKey(), title -> new Rounds())
                            .add(contender.name(), measure(contender, load.getValue().apply(contender)));
                }
            }
            say("round " + round + " of " + rounds + " of " + what);
        }
        return results;
    }

    /// Tells who waits for the run how far it is.
    public static void say(String progress) {
        System.out.println("benchmark: " + progress);
    }
}
