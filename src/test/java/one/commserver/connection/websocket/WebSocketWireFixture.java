package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionSettings;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Wire;

import org.junit.jupiter.api.AfterEach;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// A connection whose wire is in a pipeline without a socket.
abstract class WebSocketWireFixture {

    static final int MAX_TEXT = 10;
    static final int MAX_BINARY = 20;

    final EmbeddedChannel channel = new EmbeddedChannel();
    final WebSocketWire wire =
            new WebSocketWire(channel, () -> new Wire.Route("client", "server"), MAX_TEXT, MAX_BINARY);
    final List<String> errors = new ArrayList<>();
    final Connection connection =
            new Connection(
                    wire,
                    new ConnectionSettings(
                            1_000,
                            Duration.ofSeconds(5),
                            System::nanoTime,
                            new ConnectionObserver() {
                                @Override
                                public void error(Connection c, ConnectionProblem problem) {
                                    errors.add(problem.error());
                                }
                            }));
    final List<ConnectionEvent> received = new ArrayList<>();
    final List<ByteBuf> buffers = new ArrayList<>();

    WebSocketWireFixture() {
        channel.freezeTime();
        connection.receive(received::add);
        wire.attach(connection);
        channel.pipeline().addLast(wire);
    }

    /// No path leaves a buffer behind.
    @AfterEach
    void everythingIsReleased() {
        channel.finishAndReleaseAll();
        assertThat(buffers).allMatch(buffer -> buffer.refCnt() == 0);
    }

    void pass(Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    ByteBuf buffer(String text) {
        return buffer(Unpooled.copiedBuffer(text, UTF_8));
    }

    ByteBuf buffer(ByteBuf content) {
        ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.buffer(Math.max(1, content.readableBytes()));
        buffer.writeBytes(content);
        content.release();
        buffers.add(buffer);
        return buffer;
    }

    List<String> outbound() {
        List<String> frames = new ArrayList<>();
        for (Object next; (next = channel.readOutbound()) != null; ) {
            if (next instanceof WebSocketFrame frame) {
                frames.add(describe(frame));
                frame.release();
            } else {
                io.netty.util.ReferenceCountUtil.release(next);
            }
        }
        return frames;
    }

    private static String describe(WebSocketFrame frame) {
        return switch (frame) {
            case CloseWebSocketFrame close -> "close " + close.statusCode() + " " + close.reasonText();
            case PingWebSocketFrame ping -> "ping " + ping.content().toString(UTF_8);
            case PongWebSocketFrame pong -> "pong " + pong.content().toString(UTF_8);
            case TextWebSocketFrame text -> "text " + text.text();
            default -> "binary " + frame.content().toString(UTF_8);
        };
    }
}
