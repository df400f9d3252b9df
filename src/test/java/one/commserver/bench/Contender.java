package one.commserver.bench;

import io.netty.channel.EventLoop;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.IntFunction;

/// Something that relays, in its process, and the pairs that it has joined.
final class Contender implements AutoCloseable {

    /// For one pair to be joined.
    private static final int PATIENCE_SECONDS = 20;

    private final List<ServerProcess> nodes;
    private final EventLoop loop;
    private final Recorder recorder = new Recorder();
    private final List<Pair> pairs = new ArrayList<>();

    private Contender(List<ServerProcess> nodes, EventLoop loop) {
        this.nodes = nodes;
        this.loop = loop;
    }

    /// The packaged server: clients authenticate, one opens a channel, the other accepts it.
    static Contender server(EventLoop loop, List<String> prefix, List<String> arguments, int pairs) throws Exception {
        return nodes(1, loop, prefix, arguments, pairs);
    }

    /// The same on several nodes: who opens a channel is at the first one, who accepts it at the last one.
    static Contender nodes(int count, EventLoop loop, List<String> prefix, List<String> arguments, int pairs)
            throws Exception {
        var nodes = new ArrayList<ServerProcess>();
        try {
            for (int i = 0; i < count; i++) {
                nodes.add(ServerProcess.start(prefix, arguments, Path.of("target/bench/server-" + i + ".log")));
            }
        } catch (Exception failure) {
            nodes.forEach(ServerProcess::close);
            throw failure;
        }
        var server = new Contender(nodes, loop);
        return server.joining(pairs, server::channel);
    }

    /// [BaselineRelay].
    static Contender baseline(EventLoop loop, List<String> prefix, List<String> arguments, int pairs) throws Exception {
        var process = ServerProcess.start(prefix, arguments, Path.of("target/bench/baseline.log"));
        var relay = new Contender(List.of(process), loop);
        return relay.joining(pairs, relay::upgrades);
    }

    /// The first one.
    ServerProcess process() {
        return nodes.getFirst();
    }

    List<ServerProcess> nodes() {
        return nodes;
    }

    /// The time that all its processes have had a processor for.
    Duration cpu() {
        return nodes.stream().map(ServerProcess::cpu).reduce(Duration.ZERO, Duration::plus);
    }

    Recorder recorder() {
        return recorder;
    }

    List<Pair> pairs() {
        return pairs;
    }

    boolean isDrained() {
        return pairs.stream().allMatch(pair -> pair.inFlight() == 0);
    }

    @Override
    public void close() {
        nodes.forEach(ServerProcess::close);
    }

    private Contender joining(int count, IntFunction<CompletableFuture<Pair>> join) throws Exception {
        try {
            for (int i = 0; i < count; i++) {
                pairs.add(join.apply(i).get(PATIENCE_SECONDS, TimeUnit.SECONDS));
            }
            return this;
        } catch (Exception failure) {
            close();
            throw failure;
        }
    }

    private CompletableFuture<Pair> channel(int index) {
        return login(nodes.getFirst(), "sender").thenCompose(sender -> channel(index, sender));
    }

    private CompletableFuture<Pair> channel(int index, Login.LoggedIn sender) {
        return login(nodes.getLast(), "receiver").thenCompose(receiver -> open(index, sender, receiver));
    }

    private CompletableFuture<Login.LoggedIn> login(ServerProcess node, String instance) {
        var login = new Login(node.address(), SigningKey.generate(SignatureAlgorithm.ED25519), instance);
        RawWebSocket.dial(loop, node.address(), "/", login);
        return login.outcome();
    }

    private CompletableFuture<Pair> open(int index, Login.LoggedIn sender, Login.LoggedIn receiver) {
        long window = receiver.success().limits().channelWindow();
        var joined = new CompletableFuture<Pair>();
        var accepted = new CompletableFuture<Integer>();
        receiver.socket()
                .listen(
                        new Waiting(joined) {
                            @Override
                            public void text(String text) {
                                int number = ((ChannelOffer) Login.CODEC.decodeServer(text)).channel();
                                receiver.socket().sendText(Login.CODEC.encode(new ChannelAccept(null, number, window)));
                                accepted.complete(number);
                            }
                        });
        sender.socket()
                .listen(
                        new Waiting(joined) {
                            @Override
                            public void text(String text) {
                                int number = ((ChannelOpened) Login.CODEC.decodeServer(text)).channel();
                                joined.complete(
                                        new Pair(
                                                index,
                                                sender.socket(),
                                                number,
                                                receiver.socket(),
                                                accepted.join(),
                                                window,
                                                recorder));
                            }
                        });
        sender.socket().sendText(Login.CODEC.encode(new ChannelOpen(null, receiver.key().identity(), null, window)));
        return joined;
    }

    private CompletableFuture<Pair> upgrades(int index) {
        int ignored = 1;
        return upgrade("/" + index + "/a")
                .thenCombine(
                        upgrade("/" + index + "/b"),
                        (a, b) ->
                                new Pair(
                                        index,
                                        a,
                                        ignored,
                                        b,
                                        BaselineRelay.RECEIVING_NUMBER,
                                        Pair.UNLIMITED,
                                        recorder));
    }

    private CompletableFuture<RawWebSocket> upgrade(String path) {
        var upgraded = new CompletableFuture<RawWebSocket>();
        RawWebSocket.dial(
                loop,
                process().address(),
                path,
                new Waiting(upgraded) {
                    @Override
                    public void opened(RawWebSocket socket) {
                        upgraded.complete(socket);
                    }
                });
        return upgraded;
    }

    /// Waits for something that hasn't come yet.
    private static class Waiting implements RawWebSocket.Listener {

        private final CompletableFuture<?> awaited;

        private Waiting(CompletableFuture<?> awaited) {
            this.awaited = awaited;
        }

        @Override
        public void ended(Throwable reason) {
            awaited.completeExceptionally(reason);
        }
    }
}
