package one.commserver.client.one;

import io.netty.handler.ssl.SslContext;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.NanoClock;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.box.BoxKeyPair;

import org.jspecify.annotations.Nullable;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;

/// Makes listeners, requesters and acceptors. For one thread.
public final class OneSettingsBuilder {

    /// The most that [#maxMessage] may be: 16 MiB.
    public static final int MOST_MAX_MESSAGE = 16 * 1024 * 1024;

    private int spares = 2;
    private int backlog = 16;
    private Duration reconnectDelay = Duration.ofSeconds(10);
    private Duration openTimeout = Duration.ofSeconds(5);
    private Duration handshakeTimeout = Duration.ofSeconds(15);
    private Duration pingPatience = Duration.ofSeconds(4);
    private Duration keepAlivePulse = Duration.ofSeconds(20);
    private Duration keepAlivePatience = Duration.ofSeconds(25);
    private Duration closePatience = Duration.ofSeconds(5);
    private int maxMessage = 1024 * 1024;
    private boolean allowInsecure;
    private @Nullable SslContext tls;
    private ConnectionObserver observer = ConnectionObserver.NONE;
    private NanoClock clock = System::nanoTime;
    private Scheduler timers = Schedulers.parallel();

    /// With the defaults, which are those of existing applications.
    public OneSettingsBuilder() {
        // what draws random bytes on an event loop later
        Randomness.prepare();
    }

    /// How many sockets a listener keeps waiting at the server: as many can ask for it at once. 2 unless said
    /// otherwise.
    public OneSettingsBuilder spares(int sockets) {
        spares = atLeastOne(sockets);
        return this;
    }

    /// How many connections of a listener may wait for the application or be on their way to it; beyond that nobody
    /// waits at the server, so who asks is told that there is no listener. 16 unless said otherwise.
    public OneSettingsBuilder backlog(int connections) {
        backlog = atLeastOne(connections);
        return this;
    }

    /// How long a listener waits at least before it tries again to connect; at most twice as long. 10 seconds unless
    /// said otherwise.
    public OneSettingsBuilder reconnectDelay(Duration delay) {
        reconnectDelay = positive(delay);
        return this;
    }

    /// How long name, socket, TLS and upgrade may take together. 5 seconds unless said otherwise.
    public OneSettingsBuilder openTimeout(Duration timeout) {
        openTimeout = positive(timeout);
        return this;
    }

    /// How long a registration may take, and how long the peers' handshake from the request to the key. 15 seconds each
    /// unless said otherwise; for a requester that includes what a server takes to find the listener.
    public OneSettingsBuilder handshakeTimeout(Duration timeout) {
        handshakeTimeout = positive(timeout);
        return this;
    }

    /// How late a server's ping may come until a waiting socket is given up. 4 seconds unless said otherwise.
    public OneSettingsBuilder pingPatience(Duration patience) {
        pingPatience = positive(patience);
        return this;
    }

    /// When signs of life are sent to a peer, and when it is dead that sends none. 20 and 25 seconds unless said
    /// otherwise.
    public OneSettingsBuilder keepAlive(Duration pulse, Duration patience) {
        keepAlivePulse = positive(pulse);
        keepAlivePatience = positive(patience);
        return this;
    }

    /// How long a close may take, what waits to be sent included, until the socket is cut. 5 seconds unless said
    /// otherwise.
    public OneSettingsBuilder closePatience(Duration patience) {
        closePatience = positive(patience);
        return this;
    }

    /// The longest message that is taken from a peer, in bytes. 1 MiB unless said otherwise. The peer isn't told: one
    /// that sends more loses its connection.
    public OneSettingsBuilder maxMessage(int bytes) {
        if (bytes < 1 || bytes > MOST_MAX_MESSAGE) {
            throw new IllegalArgumentException("a longest message has 1 to " + MOST_MAX_MESSAGE + " bytes");
        }
        maxMessage = bytes;
        return this;
    }

    /// Allows `ws://` to other machines too, where anybody on the way sees who talks to whom, and can take a listener's
    /// place until somebody talks to it.
    public OneSettingsBuilder allowInsecure() {
        allowInsecure = true;
        return this;
    }

    /// Speaks TLS that way, instead of trusting as this Java does. The host's name is verified all the same.
    public OneSettingsBuilder tls(SslContext context) {
        tls = context;
        return this;
    }

    /// Who hears of everything that happens to the connections.
    public OneSettingsBuilder observer(ConnectionObserver newObserver) {
        observer = newObserver;
        return this;
    }

    /// What durations are read from. The system's unless said otherwise.
    public OneSettingsBuilder clock(NanoClock newClock) {
        clock = newClock;
        return this;
    }

    /// Where timeouts and delays run; the parallel scheduler unless said otherwise.
    public OneSettingsBuilder timers(Scheduler scheduler) {
        timers = scheduler;
        return this;
    }

    /// Somebody who can be reached through a server. Connects to nobody yet.
    ///
    /// @param server `wss://host:port/path`; `ws://` to this machine only, unless told otherwise
    /// @param own stays the caller's, who closes it when the listener is no longer used
    /// @throws IllegalArgumentException if the URL isn't one, or leads to another machine in the clear
    public OneListener listener(String server, BoxKeyPair own) {
        OneSettings settings = settings();
        return new OneListener(settings.dialer(server), own, settings);
    }

    /// Somebody who reaches others through a server, or at their own address. Connects to nobody yet.
    ///
    /// @param server see [#listener]
    /// @param own stays the caller's, who closes it when the requester is no longer used
    /// @throws IllegalArgumentException if the URL isn't one, or leads to another machine in the clear
    public OneRequester requester(String server, BoxKeyPair own) {
        OneSettings settings = settings();
        return new OneRequester(settings.dialer(server), own, settings);
    }

    /// Somebody whom others reach without a server between them, on sockets that the application opens.
    ///
    /// @param own stays the caller's, who closes it when the acceptor is no longer used
    public OneAcceptor acceptor(BoxKeyPair own) {
        return new OneAcceptor(own, settings());
    }

    OneSettings settings() {
        return new OneSettings(
                spares,
                backlog,
                reconnectDelay,
                openTimeout,
                handshakeTimeout,
                pingPatience,
                keepAlivePulse,
                keepAlivePatience,
                closePatience,
                maxMessage,
                allowInsecure,
                tls,
                clock,
                timers,
                observer);
    }

    private static int atLeastOne(int count) {
        if (count < 1) {
            throw new IllegalArgumentException("at least one is needed");
        }
        return count;
    }

    private static Duration positive(Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("a duration must be positive");
        }
        return duration;
    }
}
