package one.commserver.bench.join;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Recorder;
import one.commserver.bench.load.Target;
import one.commserver.bench.load.Turns;
import one.commserver.client.dial.Dialer;

import java.net.InetSocketAddress;

/// Clients that dial, get their upgrade and are gone, again and again: what a connection costs before anybody says
/// anything on it.
public final class Visits extends Turns {

    private final EventLoop loop;
    private final Target server;
    private final boolean isBare;
    private final Recorder recorder;

    /// @param isBare whether it is a bare relay, which joins those who ask for the same path
    /// @param recorder hears what goes wrong
    public Visits(EventLoop loop, InetSocketAddress server, boolean isBare, Recorder recorder) {
        this.loop = loop;
        this.server = Target.of(server);
        this.isBare = isBare;
        this.recorder = recorder;
    }

    @Override
    protected void turn(long number) {
        String path = isBare ? "/visit-" + number + "/alone" : "/";
        RawWebSocket.dial(loop, server, path, Dialer.SUBPROTOCOL, new Visitor());
    }

    private final class Visitor implements RawWebSocket.Listener {

        private boolean isIn;

        @Override
        public void opened(RawWebSocket socket) {
            isIn = true;
            succeed();
            socket.drop();
        }

        @Override
        public void ended(Throwable reason) {
            if (!isIn) {
                recorder.fail(reason);
            }
            next();
        }
    }
}
