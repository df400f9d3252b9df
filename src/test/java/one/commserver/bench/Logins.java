package one.commserver.bench;

import io.netty.channel.EventLoop;

import one.commserver.crypto.SigningKey;

import java.net.InetSocketAddress;
import java.util.List;

/// Clients that dial, authenticate and close, again and again: the cost of connecting.
final class Logins extends Turns {

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Recorder recorder;
    private final List<SigningKey> keys = keys();

    Logins(EventLoop loop, InetSocketAddress server, Recorder recorder) {
        this.loop = loop;
        this.server = server;
        this.recorder = recorder;
    }

    @Override
    void turn(long number) {
        Login login = new Login(server, key(keys, number), "login-" + number);
        RawWebSocket.dial(loop, server, "/", login);
        var _ =
                login.outcome()
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
