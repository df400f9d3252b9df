package one.commserver.client.dial;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelOutboundHandlerAdapter;
import io.netty.channel.ChannelPromise;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpRequest;
import io.netty.handler.ssl.SslContext;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionError;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.Wire;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.NettyPipeline;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.WebsocketClientSpec;

import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Consumer;

/// Dials one server, each time anew: no pool, no redirect, no compression.
///
/// @param address whom to dial
/// @param tls how TLS is spoken; null: as this Java trusts. The host's name is always verified
/// @param loopbackOnly whether an unencrypted socket that leads elsewhere is refused
/// @param subprotocol what is offered and has to be confirmed; null: nothing
/// @param timeout for name, socket, TLS and upgrade together
/// @param timers for the timeout
public record Dialer(
        ServerAddress address,
        @Nullable SslContext tls,
        boolean loopbackOnly,
        @Nullable String subprotocol,
        Duration timeout,
        Scheduler timers) {

    /// The subprotocol of the native dialect.
    ///
    /// Spec: chapter 1.
    public static final String SUBPROTOCOL = "commserver.v1";

    /// The largest message before authentication, in bytes.
    ///
    /// Spec: chapter 2, limits.
    static final int MAX_BEFORE_AUTHENTICATION = 16 * 1024;

    private static final String HANDLER = "commserver";
    private static final String NO_PAGE = "commserver.no-page";

    /// Dials. What comes has state CONNECTED and is handed over on its own thread; nothing was read from it yet.
    ///
    /// @param thread what the connection belongs to
    /// @param prepare adds the plugins
    /// @return fails with a [ConnectionError]
    public Mono<Dialled> dial(LinkThread thread, ConnectionSettings settings, Consumer<Connection> prepare) {
        return Mono.defer(() -> {
            Attempt attempt = new Attempt(settings, prepare);
            return client(attempt)
                    .runOn(thread.resources())
                    .websocket(spec())
                    .uri(address.url())
                    .connect()
                    .map(open -> attempt.take(open.channel()))
                    .timeout(thread.after(timeout, timers))
                    .onErrorMap(attempt::failed)
                    .doOnNext(dialled -> attempt.handedOver = true)
                    .doOnCancel(attempt::cancelled);
        });
    }

    private WebsocketClientSpec spec() {
        var spec = WebsocketClientSpec.builder().maxFramePayloadLength(MAX_BEFORE_AUTHENTICATION);
        return (subprotocol == null ? spec : spec.protocols(subprotocol)).build();
    }

    private HttpClient client(Attempt attempt) {
        int millis = (int) Math.min(timeout.toMillis(), Integer.MAX_VALUE);
        HttpClient client =
                HttpClient.newConnection()
                        .option(ChannelOption.CONNECT_TIMEOUT_MILLIS, millis)
                        .headers(headers -> headers.remove(HttpHeaderNames.USER_AGENT))
                        .doOnChannelInit((observer, channel, remote) -> attempt.made(channel));
        return tls == null ? client : client.secure(spec -> spec.sslContext(tls));
    }

    /// One dial. Each address that a name has may need a socket of its own, and each of these is a connection.
    private final class Attempt {

        private final ConnectionSettings settings;
        private final Consumer<Connection> prepare;
        private final AtomicReference<@Nullable Made> last = new AtomicReference<>();
        private volatile boolean handedOver;

        private Attempt(ConnectionSettings settings, Consumer<Connection> prepare) {
            this.settings = settings;
            this.prepare = prepare;
        }

        /// On the channel's event loop.
        private void made(Channel channel) {
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, NO_PAGE, new NoPage());
            Wire.Route route = route();
            WebSocketWire wire =
                    new WebSocketWire(channel, () -> route, MAX_BEFORE_AUTHENTICATION, MAX_BEFORE_AUTHENTICATION);
            Connection connection = new Connection(wire, settings);
            wire.attach(connection);
            prepare.accept(connection);
            connection.become(ConnectionState.CONNECTING);
            last.set(new Made(channel, wire, connection));
            channel.closeFuture().addListener(closed -> wire.execute(() -> connection.lost(null)));
        }

        /// On the channel's event loop, before anything behind the upgrade is read.
        private Dialled take(Channel channel) {
            Made made = last.get();
            if (made == null || !made.channel.equals(channel)) {
                throw new IllegalStateException("a channel that was never made");
            }
            if (loopbackOnly
                    && !(channel.remoteAddress() instanceof InetSocketAddress remote
                            && remote.getAddress().isLoopbackAddress())) {
                throw new IllegalStateException("an unencrypted connection may lead to this machine only");
            }
            made.wire.readFrames(channel.pipeline(), false);
            channel.pipeline().addBefore(NettyPipeline.ReactiveBridge, HANDLER, made.wire);
            made.connection.become(ConnectionState.CONNECTED);
            channel.config().setAutoRead(true);
            return new Dialled(made.connection, made.wire);
        }

        private Throwable failed(Throwable cause) {
            cancelled();
            return cause instanceof TimeoutException
                    ? new ConnectionError.Timeout("no WebSocket within " + timeout, route())
                    : new ConnectionError.ConnectionFailed("no WebSocket: " + cause.getMessage(), route(), cause);
        }

        private void cancelled() {
            Made made = last.get();
            if (made != null && !handedOver) {
                made.connection.terminate(CloseReason.NORMAL);
            }
        }

        private Wire.Route route() {
            return new Wire.Route("client", address.audience());
        }
    }

    private record Made(Channel channel, WebSocketWire wire, Connection connection) {}

    /// Takes the origin out of the upgrade, where the library says whom it asks as if a page from there did: this is no
    /// browser, and a server that lets some pages in only would take it for another one.
    private static final class NoPage extends ChannelOutboundHandlerAdapter {

        @Override
        public void write(ChannelHandlerContext context, Object message, ChannelPromise promise) {
            if (message instanceof HttpRequest upgrade) {
                upgrade.headers().remove(HttpHeaderNames.ORIGIN);
                context.pipeline().remove(this);
            }
            var _ = context.write(message, promise);
        }
    }
}
