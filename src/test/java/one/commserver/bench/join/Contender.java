package one.commserver.bench.join;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.End;
import one.commserver.bench.load.Figures;
import one.commserver.bench.load.Load;
import one.commserver.bench.load.Measurement;
import one.commserver.bench.load.Pair;
import one.commserver.bench.load.Recorder;
import one.commserver.bench.machine.ServerProcess;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.BooleanSupplier;
import java.util.function.LongSupplier;

/// Something that relays, and the sockets and pairs that a generator has there. Several may share processes, which
/// belong to whoever has started them.
public final class Contender {

    /// For one step of one pair.
    private static final int PATIENCE_SECONDS = 20;

    private final String name;
    private final List<ServerProcess> processes;
    private final EventLoop loop;
    private final Way way;
    private final Recorder recorder = new Recorder();
    private final List<End> ends = new ArrayList<>();
    private final List<Pair> pairs = new ArrayList<>();

    /// Without any sockets so far.
    ///
    /// @param name what tables call it
    public Contender(String name, List<ServerProcess> processes, EventLoop loop, Way way) {
        this.name = name;
        this.processes = List.copyOf(processes);
        this.loop = loop;
        this.way = way;
    }

    /// What tables call it.
    public String name() {
        return name;
    }

    /// The first one.
    public ServerProcess process() {
        return processes.getFirst();
    }

    /// So many more pairs, one socket after the other: where sockets are dealt out to event loops in turn, sender and
    /// receiver are at different ones.
    ///
    /// @return this
    /// @throws Exception if one doesn't get joined
    public Contender join(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            arrive(1);
            arrive(1);
            join();
        }
        return this;
    }

    /// The same with an idle socket between both, so that of two event loops they have the same one.
    ///
    /// @return this
    /// @throws Exception if one doesn't get joined
    public Contender joinBeside(int count) throws Exception {
        for (int i = 0; i < count; i++) {
            arrive(1);
            await(way.arrive(Integer.MAX_VALUE - i, recorder));
            arrive(1);
            join();
        }
        return this;
    }

    /// So many more sockets, without joining them.
    ///
    /// @param atOnce how many are on their way at a time
    /// @throws Exception if one doesn't get there
    public void arrive(int count, int atOnce) throws Exception {
        int missing = count;
        while (missing > 0) {
            var underWay = new ArrayList<CompletableFuture<End>>();
            for (int i = 0; i < Math.min(missing, atOnce); i++) {
                underWay.add(way.arrive(ends.size() + i, recorder));
            }
            for (CompletableFuture<End> each : underWay) {
                ends.add(await(each));
            }
            missing -= underWay.size();
        }
    }

    private void arrive(int count) throws Exception {
        arrive(count, 1);
    }

    /// Joins all that are there and have no pair yet.
    ///
    /// @throws Exception if two don't get joined
    public void join() throws Exception {
        while (2 * pairs.size() + 1 < ends.size()) {
            int index = pairs.size();
            add(ends.get(2 * index), ends.get(2 * index + 1));
        }
    }

    /// One more pair of sockets that may have others already.
    ///
    /// @throws Exception if they don't get joined
    public void add(End sender, End receiver) throws Exception {
        pairs.add(await(way.join(pairs.size(), sender, receiver, recorder)));
    }

    /// Cuts all sockets, for good.
    public void leave() {
        ends.forEach(end -> end.socket().cut());
    }

    /// All sockets but idle ones, in the order in which they came.
    public List<End> ends() {
        return ends;
    }

    /// All pairs.
    public List<Pair> pairs() {
        return pairs;
    }

    /// Counts what arrives.
    public Recorder recorder() {
        return recorder;
    }

    /// The time that all its processes have had a processor for.
    public Duration cpu() {
        return processes.stream().map(ServerProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    /// Measures one span of a load on these pairs.
    ///
    /// @param settling how long the load runs before it counts
    /// @throws Exception if anything went wrong at any client
    public Figures measure(Load load, Duration settling, Duration measured) throws Exception {
        return measure(load, recorder, recorder::arrived, this::isDrained, settling, measured);
    }

    /// Measures one span of another load on the same processes.
    ///
    /// @param counter what is counted
    /// @param isDrained whether everything has arrived
    /// @throws Exception if anything went wrong at any client
    public Figures measure(
            Load load,
            Recorder clients,
            LongSupplier counter,
            BooleanSupplier isDrained,
            Duration settling,
            Duration measured)
            throws Exception {
        return new Measurement(loop, clients, counter, this::cpu).run(load, isDrained, settling, measured);
    }

    private boolean isDrained() {
        return pairs.stream().allMatch(pair -> pair.inFlight() == 0);
    }

    private <T> T await(CompletableFuture<T> awaited) throws Exception {
        CompletableFuture.anyOf(awaited, recorder.failure()).get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        return awaited.join();
    }
}
