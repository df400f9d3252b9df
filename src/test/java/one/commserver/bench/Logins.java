package one.commserver.bench;

import io.netty.channel.EventLoop;

import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;

import java.net.InetSocketAddress;
import java.util.List;
import java.util.stream.Stream;

/// Clients that dial, authenticate and close, again and again, each in its turn: the cost of connecting. On the event
/// loop.
final class Logins implements Load {

    private static final int CLIENTS = 8;
    private static final int IDENTITIES = 64;

    private final EventLoop loop;
    private final InetSocketAddress server;
    private final Recorder recorder;
    private final List<SigningKey> keys;
    private boolean stopped;
    private long dialled;
    private long succeeded;
    private int running;

    Logins(EventLoop loop, InetSocketAddress server, Recorder recorder) {
        this.loop = loop;
        this.server = server;
        this.recorder = recorder;
        this.keys = Stream.generate(() -> SigningKey.generate(SignatureAlgorithm.ED25519)).limit(IDENTITIES).toList();
    }

    long succeeded() {
        return succeeded;
    }

    boolean isDrained() {
        return running == 0;
    }

    @Override
    public void start() {
        stopped = false;
        for (int i = 0; i < CLIENTS; i++) {
            running++;
            next();
        }
    }

    @Override
    public void stop() {
        stopped = true;
    }

    private void next() {
        if (stopped) {
            running--;
            return;
        }
        // never the same slot twice, so nothing has to be displaced or resumed
        SigningKey key = keys.get((int) (dialled % IDENTITIES));
        Login login = new Login(server, key, "login-" + dialled++);
        RawWebSocket.dial(loop, server, "/", login);
        var _ =
                login.outcome()
                        .whenComplete((loggedIn, failure) -> {
                            if (failure != null) {
                                recorder.fail(failure);
                            } else {
                                succeeded++;
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
