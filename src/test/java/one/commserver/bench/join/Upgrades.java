package one.commserver.bench.join;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.End;
import one.commserver.bench.load.Pair;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Recorder;

import java.net.InetSocketAddress;
import java.util.concurrent.CompletableFuture;

/// Where the path says who is joined with whom: `/7/a` with `/7/b`.
public final class Upgrades implements Way {

    private static final int IGNORED = 1;

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final int receivingNumber;

    /// @param receivingNumber what the channel's number is when it arrives
    public Upgrades(EventLoop loop, InetSocketAddress server, int receivingNumber) {
        this.loop = loop;
        this.server = server;
        this.receivingNumber = receivingNumber;
    }

    /// Where nobody touches the messages.
    public static Upgrades untouched(EventLoop loop, InetSocketAddress server) {
        return new Upgrades(loop, server, IGNORED);
    }

    @Override
    public CompletableFuture<End> arrive(int number, Recorder recorder) {
        return upgrade(loop, server, "/" + number / 2 + (number % 2 == 0 ? "/a" : "/b"))
                .thenApply(socket -> End.of(socket, recorder));
    }

    @Override
    public CompletableFuture<Pair> join(int index, End sender, End receiver, Recorder recorder) {
        return CompletableFuture.completedFuture(
                Pair.withoutCredit(index, sender, IGNORED, receiver, receivingNumber, recorder));
    }

    /// A socket that has been upgraded, and nothing more.
    static CompletableFuture<RawWebSocket> upgrade(EventLoop loop, InetSocketAddress server, String path) {
        var upgraded = new CompletableFuture<RawWebSocket>();
        RawWebSocket.dial(
                loop,
                server,
                path,
                new Waiting(upgraded) {
                    @Override
                    public void opened(RawWebSocket socket) {
                        upgraded.complete(socket);
                    }
                });
        return upgraded;
    }
}
