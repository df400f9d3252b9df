package one.commserver.bench.strain;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.RawWebSocket;
import one.commserver.client.dial.Dialer;

import org.jspecify.annotations.Nullable;

import java.net.InetSocketAddress;
import java.util.Objects;
import java.util.function.IntFunction;

/// Strangers that come, do what they do and are gone.
final class Intruders extends Attack {

    /// A server that lets go of nobody isn't asked any further.
    private static final int MOST_OPEN = 500;

    private final InetSocketAddress server;
    private final IntFunction<Deed> deeds;
    private int turn;
    private int open;

    /// What one of them does.
    interface Deed {

        /// The server has let it in.
        void opened(RawWebSocket socket);

        /// The server says something.
        default void text(RawWebSocket socket, String text) {
            // whatever it is
        }
    }

    /// @param deeds what the one with this number does
    Intruders(EventLoop loop, InetSocketAddress server, String name, int perSecond, IntFunction<Deed> deeds) {
        super(loop, name, perSecond);
        this.server = server;
        this.deeds = deeds;
    }

    @Override
    int strike() {
        if (open >= MOST_OPEN) {
            return 0;
        }
        open++;
        int number = turn++;
        Deed deed = deeds.apply(number);
        RawWebSocket.dial(loop(), Strangers.dialling(server, number), "/", Dialer.SUBPROTOCOL, new Intruder(deed));
        return 1;
    }

    private final class Intruder implements RawWebSocket.Listener {

        private final Deed deed;
        private @Nullable RawWebSocket socket;

        private Intruder(Deed deed) {
            this.deed = deed;
        }

        @Override
        public void opened(RawWebSocket opened) {
            socket = opened;
            deed.opened(opened);
        }

        @Override
        public void text(String text) {
            deed.text(Objects.requireNonNull(socket), text);
        }

        @Override
        public void ended(Throwable reason) {
            open--;
        }
    }
}
