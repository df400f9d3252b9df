package one.commserver.client.one;

import io.netty.channel.Channel;
import io.netty.channel.ChannelPipeline;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.plugin.NetworkPlugin;
import one.commserver.connection.plugin.StatisticsPlugin;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.wire.Wire;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.NettyPipeline;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerResponse;
import reactor.netty.http.server.WebsocketServerSpec;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.BiFunction;
import java.util.function.Consumer;

/// A socket of this machine on which an application takes connections itself.
final class DirectServer implements AutoCloseable {

    static final int MAX_TEXT = 16 * 1024;
    static final int MAX_BINARY = 128 * 1024;

    private final Consumer<Connection> accepting;
    private final DisposableServer server;

    /// @param accepting gets each connection on its own thread, before anything was read
    DirectServer(Consumer<Connection> accepting) {
        this.accepting = accepting;
        this.server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle((request, response) -> upgrade(response))
                        .bindNow();
    }

    String url() {
        return "ws://127.0.0.1:" + server.port() + "/";
    }

    private Mono<Void> upgrade(HttpServerResponse response) {
        var opened = new AtomicReference<Channel>();
        response.withConnection(underlying -> opened.set(underlying.channel()));
        Channel channel = opened.get();
        ChannelPipeline pipeline = channel.pipeline();
        var wire = new WebSocketWire(channel, () -> new Wire.Route("peer", "acceptor"), MAX_TEXT, MAX_BINARY);
        var settings =
                new ConnectionSettings(1L << 30, Duration.ofSeconds(5), System::nanoTime, ConnectionObserver.NONE);
        var connection = new Connection(wire, settings);
        wire.attach(connection);
        connection.addPlugin(new NetworkPlugin()).addPlugin(new StatisticsPlugin(connection, ConnectionObserver.NONE));
        pipeline.addAfter(NettyPipeline.HttpCodec, "link", wire);
        BiFunction<Object, Object, Mono<Void>> never = (in, out) -> Mono.never();
        Mono<Void> upgraded =
                response.sendWebsocket(never, WebsocketServerSpec.builder().maxFramePayloadLength(MAX_BINARY).build());
        wire.readFrames(pipeline, true);
        connection.become(ConnectionState.CONNECTING);
        connection.become(ConnectionState.CONNECTED);
        accepting.accept(connection);
        return upgraded.doOnSuccess(done -> channel.config().setAutoRead(true));
    }

    @Override
    public void close() {
        server.disposeNow(Duration.ofSeconds(30));
    }
}
