package one.commserver.bench.join;

import one.commserver.bench.load.End;
import one.commserver.bench.load.Pair;
import one.commserver.bench.load.Recorder;

import java.util.concurrent.CompletableFuture;

/// How two sockets become a pair. On the event loop of the sockets, but for the calls.
public interface Way {

    /// Connects, and does what can be done before the other one is there.
    ///
    /// @param number those with the numbers 2n and 2n + 1 are meant for each other, and the even one sends
    /// @param recorder hears what goes wrong with the socket from then on
    CompletableFuture<End> arrive(int number, Recorder recorder);

    /// Joins both.
    ///
    /// @param index of the pair; its messages differ from those of others
    CompletableFuture<Pair> join(int index, End sender, End receiver, Recorder recorder);
}
