package one.commserver.client;

import io.netty.buffer.Unpooled;
import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.ChannelMessage.ChannelOffer;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.ServerMessage;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.WebsocketServerSpec;
import reactor.netty.http.websocket.WebsocketInbound;
import reactor.netty.http.websocket.WebsocketOutbound;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/// A server that does what a test tells it to, on a real socket. What a test doesn't override is answered honestly.
@SuppressWarnings("FutureReturnValueIgnored")
class LyingServer implements AutoCloseable {

    static final Limits LIMITS = new Limits(65_536, 65_536, 8, 4, 131_072, 262_144, 32_768, 1000, 1_000_000);

    static final String TOKEN = "a-token-that-nobody-shows";

    private static final MessageCodec CODEC = MessageCodec.shared();

    final BlockingQueue<ClientMessage> heard = new LinkedBlockingQueue<>();
    final BlockingQueue<ByteBuffer> heardFrames = new LinkedBlockingQueue<>();
    final BlockingQueue<String> targets = new LinkedBlockingQueue<>();

    private final DisposableServer server =
            create().host("127.0.0.1")
                    .port(0)
                    .route(routes ->
                            routes.ws(
                                    "/**",
                                    this::serve,
                                    WebsocketServerSpec.builder().protocols("commserver.v1").build()))
                    .bindNow();

    /// One client's socket.
    record Socket(Channel channel) {

        void tell(ServerMessage message) {
            text(CODEC.encode(message));
        }

        void text(String text) {
            inOrder(() -> channel.writeAndFlush(new TextWebSocketFrame(text)));
        }

        /// In one segment.
        void together(List<ServerMessage> messages) {
            inOrder(() -> {
                messages.forEach(message -> {
                    var _ = channel.write(new TextWebSocketFrame(CODEC.encode(message)));
                });
                channel.flush();
            });
        }

        void binary(ByteBuffer bytes) {
            inOrder(() -> channel.writeAndFlush(new BinaryWebSocketFrame(Unpooled.wrappedBuffer(bytes))));
        }

        void close(int code, String text) {
            inOrder(() -> channel.writeAndFlush(new CloseWebSocketFrame(code, text)));
        }

        /// Past the WebSocket's own encoder.
        void raw(byte[] bytes) {
            inOrder(() -> channel.pipeline().firstContext().writeAndFlush(Unpooled.wrappedBuffer(bytes)));
        }

        /// Before whatever answers what comes in from now on: an event loop reads first and writes then what others have
        /// handed to it.
        private void inOrder(Runnable write) {
            EventLoop loop = channel.eventLoop();
            if (loop.inEventLoop()) {
                write.run();
            } else {
                loop.submit(write).awaitUninterruptibly();
            }
        }

        void cut() {
            var _ = channel.close();
        }
    }

    /// A place for TLS.
    HttpServer create() {
        return HttpServer.create();
    }

    int port() {
        return server.port();
    }

    /// The next message of that type, within a time; others are skipped.
    <M extends ClientMessage> M heard(Class<M> type) throws InterruptedException {
        while (true) {
            ClientMessage message = heard.poll(ClientFixture.SOON.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                throw new AssertionError("never heard " + type.getSimpleName());
            }
            if (type.isInstance(message)) {
                return type.cast(message);
            }
        }
    }

    // The honest answers.

    void opened(Socket socket) {}

    void auth(Socket socket, Auth auth) {
        socket.tell(challenge(auth));
    }

    void response(Socket socket, Response response) {
        response(socket);
    }

    void response(Socket socket) {
        socket.tell(success(false));
        ready(socket);
    }

    void ready(Socket socket) {}

    void heartbeat(Socket socket, Heartbeat heartbeat) {
        socket.tell(new HeartbeatAck(heartbeat.ref()));
    }

    void open(Socket socket, ChannelOpen open) {
        socket.tell(new ChannelOpened(open.ref(), 1, "tablet", 65_536, 1));
    }

    void other(Socket socket, ClientMessage message) {}

    void frame(Socket socket, ByteBuffer frame) {}

    static Challenge challenge(Auth auth) {
        return new Challenge(
                null, Bytes.of(new byte[32]), auth.identity().algorithm(), auth.audience(), "2100-01-01T00:00:00.000Z");
    }

    static AuthSuccess success(boolean resumed) {
        return new AuthSuccess(null, TOKEN, resumed, List.of(), 60_000, LIMITS, List.of());
    }

    static ChannelOffer offer(int number, Identity from, String instance) {
        return new ChannelOffer(null, number, from, instance, 65_536, 1);
    }

    private Publisher<Void> serve(WebsocketInbound in, WebsocketOutbound out) {
        Socket[] socket = new Socket[1];
        in.withConnection(connection -> socket[0] = new Socket(connection.channel()));
        opened(socket[0]);
        return in.receiveFrames().doOnNext(frame -> on(socket[0], frame)).then(Mono.<Void>never());
    }

    private void on(Socket socket, WebSocketFrame frame) {
        if (frame instanceof TextWebSocketFrame text) {
            message(socket, CODEC.decodeClient(text.text()));
        } else if (frame instanceof BinaryWebSocketFrame binary) {
            byte[] bytes = new byte[binary.content().readableBytes()];
            binary.content().readBytes(bytes);
            heardFrames.add(ByteBuffer.wrap(bytes));
            frame(socket, ByteBuffer.wrap(bytes));
        }
    }

    void message(Socket socket, ClientMessage message) {
        heard.add(message);
        switch (message) {
            case Auth auth -> auth(socket, auth);
            case Response response -> response(socket, response);
            case Heartbeat heartbeat -> heartbeat(socket, heartbeat);
            case ChannelOpen open -> open(socket, open);
            default -> other(socket, message);
        }
    }

    @Override
    public void close() {
        server.disposeNow(ClientFixture.SOON);
    }
}
