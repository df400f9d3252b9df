package one.commserver.bench.strain;

import io.netty.channel.EventLoop;

import one.commserver.bench.join.Login;
import one.commserver.bench.load.RawWebSocket;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.ChannelMessage.ChannelAccept;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.FrameHeader;
import one.commserver.protocol.MessageCodec;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// Two who open one channel after the other, where one sends what the other has given it no credit for: the server ends
/// each of them.
final class CreditCheats extends Attack {

    private static final MessageCodec CODEC = MessageCodec.shared();
    private static final int PAIRS = 16;
    private static final int FRAME = 1_000;
    private static final int PATIENCE_SECONDS = 20;

    private final InetSocketAddress server;
    private final List<Cheat> cheats = new ArrayList<>();
    private int turn;

    /// @param perSecond how many channels
    CreditCheats(EventLoop loop, InetSocketAddress server, String name, int perSecond) {
        super(loop, name, perSecond);
        this.server = server;
    }

    @Override
    void prepare() throws Exception {
        for (int i = 0; i < PAIRS; i++) {
            cheats.add(new Cheat(enter(), enter()));
        }
    }

    private Login.LoggedIn enter() throws Exception {
        return Login.dial(loop(), server, SigningKey.generate(SignatureAlgorithm.ED25519), "cheat")
                .get(PATIENCE_SECONDS, TimeUnit.SECONDS);
    }

    @Override
    void leave() {
        loop().submit(
                        () -> {
                            cheats.forEach(Cheat::drop);
                            cheats.clear();
                        })
                .syncUninterruptibly();
    }

    @Override
    int strike() {
        return cheats.get(turn++ % cheats.size()).open() ? 1 : 0;
    }

    private static void tell(RawWebSocket socket, ClientMessage message) {
        socket.sendText(CODEC.encode(message));
    }

    private static final class Cheat {

        private final RawWebSocket sender;
        private final RawWebSocket accomplice;
        private final Identity to;
        private @Nullable Throwable thrownOut;

        private Cheat(Login.LoggedIn sender, Login.LoggedIn accomplice) {
            this.sender = sender.socket();
            this.accomplice = accomplice.socket();
            this.to = accomplice.key().identity();
            this.sender.listen(new Sending());
            this.accomplice.listen(new Accepting());
        }

        /// The server ends channels for it, and no connections.
        private boolean open() {
            boolean isIn = thrownOut == null;
            if (isIn) {
                tell(sender, new ChannelOpen(null, to, null, 0L));
            }
            return isIn;
        }

        private void drop() {
            sender.drop();
            accomplice.drop();
        }

        private abstract class Listening implements RawWebSocket.Listener {

            @Override
            public void ended(Throwable reason) {
                thrownOut = reason;
            }
        }

        private final class Sending extends Listening {

            @Override
            public void text(String text) {
                if (CODEC.decodeServer(text) instanceof ChannelOpened opened) {
                    byte[] frame = new byte[FRAME];
                    ByteBuffer.wrap(frame).put(FrameHeader.DATA).putInt(opened.channel());
                    sender.sendBinary(frame);
                }
            }
        }

        private final class Accepting extends Listening {

            @Override
            public void text(String text) {
                if (CODEC.decodeServer(text) instanceof ChannelOffer offer) {
                    tell(accomplice, new ChannelAccept(null, offer.channel(), 0));
                }
            }
        }
    }
}
