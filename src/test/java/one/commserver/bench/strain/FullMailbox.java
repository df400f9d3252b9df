package one.commserver.bench.strain;

import io.netty.channel.EventLoop;

import one.commserver.bench.join.Login;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.mail.Introduction;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.SyncPut;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;

/// One who leaves objects for a peer that is away, without end: when its share of that mailbox is full the server
/// refuses each.
final class FullMailbox extends Attack {

    private static final int SIZE = 16 * 1024;
    private static final int PATIENCE_SECONDS = 20;

    private final InetSocketAddress server;
    private final Bytes data = Bytes.of(new byte[SIZE]);
    private final Bytes checksum = Digests.sha256(new byte[SIZE]);
    private final Identity nobody = SigningKey.generate(SignatureAlgorithm.ED25519).identity();
    private volatile @Nullable RawWebSocket sender;
    private Identity peer = nobody;
    private long number;

    /// @param perSecond how many objects
    FullMailbox(EventLoop loop, InetSocketAddress server, String name, int perSecond) {
        super(loop, name, perSecond);
        this.server = server;
    }

    @Override
    void prepare() throws Exception {
        CompletableFuture<Login.LoggedIn> receiving = enter();
        CompletableFuture<Login.LoggedIn> sending = receiving.thenCompose(first -> enter());
        sending.thenCompose(second -> Introduction.of(receiving.join(), second))
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
        receiving.join().socket().cut();
        peer = receiving.join().key().identity();
        loop().submit(() -> begin(sending.join().socket())).syncUninterruptibly();
    }

    private void begin(RawWebSocket sending) {
        sending.listen(new Answers());
        sender = sending;
    }

    private CompletableFuture<Login.LoggedIn> enter() {
        return Login.dial(loop(), server, SigningKey.generate(SignatureAlgorithm.ED25519), "flood");
    }

    @Override
    void leave() {
        // the server may throw it out at this moment, on the event loop
        RawWebSocket current = sender;
        if (current != null) {
            current.cut();
        }
    }

    @Override
    int strike() {
        RawWebSocket current = sender;
        if (current == null || !current.isWritable()) {
            return 0;
        }
        var object = new NewObject("o" + number++, data, checksum, null, null);
        current.sendText(MessageCodec.shared().encode(new SyncPut(null, peer, List.of(object))));
        return 1;
    }

    private final class Answers implements RawWebSocket.Listener {

        @Override
        public void text(String text) {
            // kept, or refused
        }

        @Override
        public void ended(Throwable reason) {
            sender = null;
        }
    }
}
