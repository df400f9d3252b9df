package one.commserver.bench.join;

import io.netty.channel.EventLoop;

import one.commserver.bench.load.RawWebSocket;
import one.commserver.bench.load.Recorder;
import one.commserver.bench.load.Turns;
import one.commserver.crypto.SigningKey;

import java.net.InetSocketAddress;
import java.util.List;

/// Clients that dial, authenticate and close, again and again: the cost of connecting.
public final class Logins extends Turns {

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Recorder recorder;
    private final List<SigningKey> keys = keys();

    /// @param recorder hears what goes wrong
    public Logins(EventLoop loop, InetSocketAddress server, Recorder recorder) {
        this.loop = loop;
        this.server = server;
        this.recorder = recorder;
    }

    @Override
    protected void turn(long number) {
        var _ =
                Login.dial(loop, server, key(keys, number), "login-" + number)
                        .whenComplete((loggedIn, failure) -> {
                            if (failure != null) {
                                recorder.fail(failure);
                            } else {
                                succeed();
                                loggedIn.socket().listen(new Leaving());
                                loggedIn.socket().close();
                            }
                        });
    }

    private final class Leaving implements RawWebSocket.Listener {

        @Override
        public void ended(Throwable reason) {
            next();
        }
    }
}
