package one.commserver.bench.strain;

import one.commserver.bench.join.Contender;
import one.commserver.bench.load.End;
import one.commserver.bench.load.Load;
import one.commserver.bench.load.Message;
import one.commserver.bench.load.Pair;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Saturated;
import one.commserver.bench.machine.ServerProcess;
import one.commserver.bench.run.Lab;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/// Receivers that read little of what they have granted credit for, while their senders always have more under way
/// than the sockets hold: the server keeps it for them.
final class SlowReaders extends Attack {

    private static final int PAIRS = 32;
    private static final int READ_AT_ONCE = 4096;

    /// Messages: three quarters of a channel's usual credit, and beyond what sockets hold.
    private static final int WINDOW = 1_000;

    private static final int PATIENCE_SECONDS = 30;

    private final Lab lab;
    private final ServerProcess server;
    private final List<RawWebSocket> readers = new ArrayList<>();
    private Contender clients;
    private Load load;
    private int turn;

    /// @param perSecond how often any of them reads a little
    SlowReaders(Lab lab, ServerProcess server, String name, int perSecond) {
        super(lab.loop(), name, perSecond);
        this.lab = lab;
        this.server = server;
        this.clients = lab.channels(name, server);
        this.load = new Saturated(clients.pairs(), WINDOW, Message.SIZE);
    }

    @Override
    void prepare() throws Exception {
        clients = lab.channels(name(), server).join(PAIRS);
        load = new Saturated(clients.pairs(), WINDOW, Message.SIZE);
        List<End> ends = clients.ends();
        for (int i = 1; i < ends.size(); i += 2) {
            readers.add(ends.get(i).socket());
        }
    }

    @Override
    public void start() {
        readers.forEach(reader -> reader.readSlowly(READ_AT_ONCE));
        load.start();
        super.start();
    }

    @Override
    public void stop() {
        super.stop();
        load.stop();
        readers.forEach(RawWebSocket::readAll);
    }

    @Override
    int strike() {
        readers.get(turn++ % readers.size()).readOnce();
        return 1;
    }

    /// All that the server has kept for them arrives, too.
    @Override
    void leave() throws Exception {
        long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(PATIENCE_SECONDS);
        while (!loop().submit(() -> clients.pairs().stream().map(Pair::inFlight).allMatch(left -> left == 0)).get()) {
            if (System.nanoTime() - deadline > 0) {
                throw new TimeoutException("messages to slow readers were lost");
            }
        }
        if (clients.recorder().failure().isCompletedExceptionally()) {
            clients.recorder().failure().get();
        }
        clients.leave();
        readers.clear();
    }
}
