package one.commserver.bench.mail;

import io.netty.channel.EventLoop;

import one.commserver.bench.join.Login;
import one.commserver.bench.load.Load;
import one.commserver.bench.load.Recorder;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// Pairs of peers that leave objects for each other, one way.
final class Correspondences {

    /// For one pair to become peers.
    private static final int PATIENCE_SECONDS = 20;

    private final Recorder recorder = new Recorder();
    private final List<Correspondence> all = new ArrayList<>();

    private Correspondences() {}

    /// So many at that server.
    ///
    /// @throws Exception if two don't become peers
    static Correspondences at(EventLoop loop, InetSocketAddress server, int count) throws Exception {
        var made = new Correspondences();
        for (int i = 0; i < count; i++) {
            int index = i;
            CompletableFuture<Correspondence> next =
                    login(loop, server)
                            .thenCompose(sender ->
                                    login(loop, server)
                                            .thenCompose(receiver ->
                                                    Introduction.of(sender, receiver)
                                                            .thenApply(peers ->
                                                                    new Correspondence(
                                                                            index, sender, receiver, made.recorder))));
            made.all.add(next.get(PATIENCE_SECONDS, TimeUnit.SECONDS));
        }
        return made;
    }

    /// Counts what arrives.
    Recorder recorder() {
        return recorder;
    }

    /// Whether all that was left has arrived. On the event loop.
    boolean isDrained() {
        return all.stream().allMatch(Correspondence::isDrained);
    }

    /// So many objects of each pair are left and not delivered, as [one.commserver.bench.load.Saturated].
    ///
    /// @param size bytes of one
    Load load(int window, int size) {
        return new Load() {
            @Override
            public void start() {
                all.forEach(each -> each.start(window, size));
            }

            @Override
            public void stop() {
                all.forEach(Correspondence::stop);
            }
        };
    }

    private static CompletableFuture<Login.LoggedIn> login(EventLoop loop, InetSocketAddress server) {
        return Login.dial(loop, server, SigningKey.generate(SignatureAlgorithm.ED25519), "bench");
    }
}
