package one.commserver.client;

import io.netty.handler.ssl.SslContext;
import io.netty.handler.ssl.SslContextBuilder;

import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.ServerAddress;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.crypto.SigningKey;

import org.jspecify.annotations.Nullable;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.io.InputStream;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.regex.Pattern;

import javax.net.ssl.SSLException;

/// Makes a [CommClient]. For one thread.
public final class CommClientBuilder {

    private static final Pattern INSTANCE = Pattern.compile("[A-Za-z0-9._-]{1,64}");

    /// What may wait in a link's queue in all: data, of which there is little, and messages. Beyond it the link ends.
    private static final long MAX_QUEUED = 32L * 1024 * 1024;

    private final SigningKey key;
    private final ServerAddress address;
    private final String instance;
    private Duration connectTimeout = Duration.ofSeconds(10);
    private Duration authenticationTimeout = Duration.ofSeconds(15);
    private Duration requestTimeout = Duration.ofSeconds(15);
    private Duration sessionLife = Duration.ofMinutes(5);
    private Duration closePatience = Duration.ofSeconds(5);
    private int maxChannels = 32;
    private boolean allowInsecure;
    private @Nullable SslContext tls;
    private ConnectionObserver observer = ConnectionObserver.NONE;
    private Clock clock = Clock.systemUTC();
    private NanoClock nanoClock = System::nanoTime;
    private Scheduler timers = Schedulers.parallel();

    CommClientBuilder(SigningKey key, String server, String instance) {
        if (!INSTANCE.matcher(instance).matches()) {
            throw new IllegalArgumentException("an instance is named by 1 to 64 letters, digits, '.', '_' and '-'");
        }
        this.key = key;
        this.address = ServerAddress.parse(server);
        this.instance = instance;
    }

    /// How long name, socket, TLS and upgrade may take together. 10 seconds unless said otherwise.
    public CommClientBuilder connectTimeout(Duration timeout) {
        connectTimeout = positive(timeout);
        return this;
    }

    /// How long challenge and response may take together. 15 seconds unless said otherwise.
    public CommClientBuilder authenticationTimeout(Duration timeout) {
        authenticationTimeout = positive(timeout);
        return this;
    }

    /// How long each answer of the server's may take: to a heartbeat, to opening and to closing a channel. 15 seconds
    /// unless said otherwise; a server waits 10 for a peer to accept a channel.
    public CommClientBuilder requestTimeout(Duration timeout) {
        requestTimeout = positive(timeout);
        return this;
    }

    /// How long channels wait for the next link when theirs was lost. 5 minutes unless said otherwise, which is what a
    /// server does unless configured otherwise.
    public CommClientBuilder sessionLife(Duration life) {
        sessionLife = positive(life);
        return this;
    }

    /// How long a close may take, what waits to be sent included, until the socket is cut. 5 seconds unless said
    /// otherwise.
    public CommClientBuilder closePatience(Duration patience) {
        closePatience = positive(patience);
        return this;
    }

    /// The most channels of a link; 32 unless said otherwise, fewer if the server allows fewer. They share the link's
    /// window among them, so the more there may be, the less each can count on. Encrypted records need channels that
    /// grant 32 KiB at first: with a server's default window of 4 MiB, at most 64.
    public CommClientBuilder maxChannels(int channels) {
        if (channels < 1) {
            throw new IllegalArgumentException("a link has room for at least one channel");
        }
        maxChannels = channels;
        return this;
    }

    /// Allows `ws://` to other machines too, where anybody on the way can read and change everything.
    public CommClientBuilder allowInsecure() {
        allowInsecure = true;
        return this;
    }

    /// Speaks TLS that way, instead of trusting as this Java does. The host's name is verified all the same.
    public CommClientBuilder tls(SslContext context) {
        tls = context;
        return this;
    }

    /// Trusts these certificates only.
    ///
    /// @param pem X.509 certificates; read at once, and left open
    /// @throws IllegalArgumentException if there are none
    public CommClientBuilder trust(InputStream pem) {
        try {
            return tls(SslContextBuilder.forClient().trustManager(pem).build());
        } catch (SSLException | IllegalArgumentException unusable) {
            throw new IllegalArgumentException("no certificates in PEM", unusable);
        }
    }

    /// Who hears of everything that happens to the client's connections.
    public CommClientBuilder observer(ConnectionObserver newObserver) {
        observer = newObserver;
        return this;
    }

    /// What timestamps are read from. The system's, in UTC, unless said otherwise.
    public CommClientBuilder clock(Clock newClock) {
        clock = newClock;
        return this;
    }

    /// What durations are read from. The system's unless said otherwise.
    public CommClientBuilder nanoClock(NanoClock newClock) {
        nanoClock = newClock;
        return this;
    }

    /// Where timeouts and heartbeats run; the parallel scheduler unless said otherwise.
    public CommClientBuilder timers(Scheduler scheduler) {
        timers = scheduler;
        return this;
    }

    /// Makes the client, which connects to nobody yet.
    ///
    /// @throws IllegalArgumentException for `ws://` to another machine, unless [#allowInsecure] was called
    public CommClient build() {
        boolean open = !address.secure();
        if (open && !allowInsecure && !address.isLoopback()) {
            throw new IllegalArgumentException(
                    "ws:// leads to this machine only, unless insecure connections are allowed");
        }
        var statistics = new ConnectionStatistics(clock, nanoClock);
        var settings =
                new ClientSettings(
                        key,
                        address,
                        instance,
                        authenticationTimeout,
                        requestTimeout,
                        sessionLife,
                        maxChannels,
                        timers,
                        clock,
                        nanoClock);
        return new CommClient(
                settings,
                new ConnectionSettings(
                        MAX_QUEUED, closePatience, nanoClock, ConnectionObserver.all(List.of(statistics, observer))),
                new Dialer(address, tls, open && !allowInsecure, Dialer.SUBPROTOCOL, connectTimeout, timers),
                statistics);
    }

    private static Duration positive(Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException("a duration must be positive");
        }
        return duration;
    }
}
