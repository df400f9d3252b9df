package one.commserver.client.one;

import io.netty.handler.ssl.SslContext;

import one.commserver.client.dial.Dialer;
import one.commserver.client.dial.ServerAddress;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.NanoClock;

import org.jspecify.annotations.Nullable;

import reactor.core.scheduler.Scheduler;

import java.time.Duration;

/// How listeners and requesters behave. Made by a [OneSettingsBuilder], which tells what each is.
record OneSettings(
        int spares,
        int backlog,
        Duration reconnectDelay,
        Duration openTimeout,
        Duration handshakeTimeout,
        Duration pingPatience,
        Duration keepAlivePulse,
        Duration keepAlivePatience,
        Duration closePatience,
        int maxMessage,
        boolean allowInsecure,
        @Nullable SslContext tls,
        NanoClock clock,
        Scheduler timers,
        ConnectionObserver observer) {

    /// The largest text frame, in bytes: control messages only.
    static final int MAX_TEXT_FRAME = 16 * 1024;

    /// The largest binary frame, in bytes. Existing peers send 65 808 at most.
    static final int MAX_BINARY_FRAME = 128 * 1024;

    /// How many sends may be under way at once.
    static final int MAX_SENDS = 64;

    ConnectionSettings connection() {
        long maxQueued = (long) MAX_SENDS * OneSettingsBuilder.MOST_MAX_MESSAGE;
        return new ConnectionSettings(maxQueued, closePatience, clock, observer);
    }

    /// @throws IllegalArgumentException if the URL isn't one, or leads to another machine in the clear
    Dialer dialer(String url) {
        ServerAddress address = ServerAddress.parse(url);
        boolean open = !address.secure();
        if (open && !allowInsecure && !address.isLoopback()) {
            throw new IllegalArgumentException(
                    "ws:// leads to this machine only, unless insecure connections are allowed");
        }
        return new Dialer(address, tls, open && !allowInsecure, null, openTimeout, timers);
    }
}
