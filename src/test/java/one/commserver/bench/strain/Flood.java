package one.commserver.bench.strain;

import io.netty.buffer.ByteBuf;
import io.netty.channel.EventLoop;

import one.commserver.bench.join.Login;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;

/// Clients that are authenticated and send frames that nobody needs, each in its turn. What the server answers is read
/// and thrown away; whoever is thrown out comes again.
final class Flood extends Attack {

    private static final int CLIENTS = 16;
    private static final int PATIENCE_SECONDS = 20;

    private final InetSocketAddress server;
    private final Function<Identity, ByteBuf> frames;
    private final ByteBuf first;
    private final int count;
    private final List<Client> clients = new ArrayList<>();
    private boolean over;
    private int turn;

    /// @param perSecond how many frames
    /// @param first what each sends once before
    /// @param frames what the one with this identity sends at a time
    /// @param count how many frames these are
    Flood(
            EventLoop loop,
            InetSocketAddress server,
            String name,
            int perSecond,
            ByteBuf first,
            Function<Identity, ByteBuf> frames,
            int count) {
        super(loop, name, perSecond / count);
        this.server = server;
        this.first = first;
        this.frames = frames;
        this.count = count;
    }

    @Override
    void prepare() throws Exception {
        over = false;
        for (int i = 0; i < CLIENTS; i++) {
            var client = new Client();
            client.enter().get(PATIENCE_SECONDS, TimeUnit.SECONDS);
            clients.add(client);
        }
    }

    @Override
    void leave() {
        loop().submit(
                        () -> {
                            over = true;
                            clients.forEach(Client::drop);
                            clients.clear();
                        })
                .syncUninterruptibly();
    }

    @Override
    int strike() {
        return clients.get(turn++ % clients.size()).send() ? count : 0;
    }

    private final class Client implements RawWebSocket.Listener {

        private final SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519);
        private final ByteBuf own = frames.apply(key.identity());
        private @Nullable RawWebSocket socket;

        private CompletableFuture<Void> enter() {
            return Login.dial(loop(), server, key, "flood")
                    .thenAccept(loggedIn -> {
                        RawWebSocket entered = loggedIn.socket();
                        entered.listen(this);
                        entered.sendMasked(first.retainedDuplicate());
                        socket = entered;
                    });
        }

        private boolean send() {
            RawWebSocket current = socket;
            boolean can = current != null && current.isWritable();
            if (can) {
                current.sendMasked(own.retainedDuplicate());
            }
            return can;
        }

        private void drop() {
            if (socket != null) {
                socket.drop();
            }
        }

        @Override
        public void text(String text) {
            // what was asked for in vain
        }

        @Override
        public void ended(Throwable reason) {
            socket = null;
            if (!over) {
                var _ = enter();
            }
        }
    }
}
