package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Wire;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.time.Duration;

/// How a WebSocket ends: in order, by an error, or cut.
class WebSocketCloseTest extends WebSocketWireFixture {

    private static final CloseStatus BYE = CloseStatus.of(CloseReason.NORMAL);

    @Test
    void theOthersCloseIsAnsweredWithTheSameAndEndsTheSocket() {
        channel.writeInbound(new CloseWebSocketFrame(4_000, "done"));

        assertThat(outbound()).containsExactly("close 4000 done");
        assertThat(channel.isOpen()).isFalse();
        assertThat(received).containsExactly(new ConnectionEvent.Closing(new CloseStatus(4_000, "done")));
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(connection.ended().block(Duration.ofSeconds(1)).by()).isEqualTo(ConnectionEnd.By.REMOTE);
    }

    @Test
    void aCloseWithoutACodeIsAnsweredWithout() {
        channel.writeInbound(new CloseWebSocketFrame());

        assertThat(outbound()).containsExactly("close -1 ");
        assertThat(connection.ended().block(Duration.ofSeconds(1)).status()).isEqualTo(CloseStatus.NO_CODE);
    }

    @Test
    void ourCloseWaitsForTheAnswerAndThenEndsTheSocket() {
        connection.close(CloseReason.NORMAL);
        channel.runPendingTasks();
        assertThat(outbound()).containsExactly("close 1000 " + BYE.text());
        assertThat(channel.isOpen()).isTrue();

        channel.writeInbound(new CloseWebSocketFrame(1_000, BYE.text()));

        assertThat(outbound()).isEmpty();
        assertThat(channel.isOpen()).isFalse();
        assertThat(connection.ended().block(Duration.ofSeconds(1)))
                .isEqualTo(new ConnectionEnd(BYE, ConnectionEnd.By.LOCAL));
    }

    @Test
    void aCloseThatIsNotAnsweredIsCutAfterThePatience() {
        connection.close(CloseReason.NORMAL);
        channel.runPendingTasks();

        pass(Duration.ofMillis(4_999));
        assertThat(channel.isOpen()).isTrue();
        pass(Duration.ofMillis(1));

        assertThat(channel.isOpen()).isFalse();
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
    }

    @Test
    void noDataLeavesBehindAClose() {
        connection.close(CloseReason.NORMAL);
        channel.runPendingTasks();
        wire.write(new ConnectionEvent.Text("late"));
        wire.writeFrames(buffer("late"));
        wire.write(new ConnectionEvent.Ping(1));
        wire.flush();

        assertThat(outbound()).containsExactly("close 1000 " + BYE.text());
    }

    @Test
    void framesBehindACloseAreIgnored() {
        channel.pipeline()
                .addFirst(
                        new io.netty.channel.ChannelDuplexHandler() {
                            @Override
                            public void close(
                                    io.netty.channel.ChannelHandlerContext ctx,
                                    io.netty.channel.ChannelPromise promise) {
                                // the socket stays open for what comes late
                            }
                        });
        channel.writeInbound(
                new CloseWebSocketFrame(1_000, ""),
                new TextWebSocketFrame(buffer("late")),
                new PingWebSocketFrame(buffer("late")),
                new CloseWebSocketFrame(1_001, ""));

        assertThat(received).hasSize(1);
        assertThat(outbound()).containsExactly("close 1000 ");
        channel.pipeline().removeFirst();
    }

    @Test
    void terminateSaysWhyAndCuts() {
        connection.terminate(CloseReason.TIMED_OUT);
        channel.runPendingTasks();

        assertThat(outbound()).containsExactly("close 1000 " + CloseReason.TIMED_OUT.text());
        assertThat(channel.isOpen()).isFalse();
        assertThat(connection.ended().block(Duration.ofSeconds(1)).status())
                .isEqualTo(CloseStatus.of(CloseReason.TIMED_OUT));
    }

    @Test
    void aSocketThatBreaksReleasesHalfAMessage() {
        var allocator = new UnpooledByteBufAllocator(false);
        ByteBuf half = ByteBufUtil.writeUtf8(allocator, "half");
        channel.writeInbound(new TextWebSocketFrame(false, 0, half));
        assertThat(allocator.metric().usedHeapMemory()).isPositive();
        channel.close().syncUninterruptibly();

        assertThat(connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(allocator.metric().usedHeapMemory()).isZero();
    }

    @Test
    void anErrorOfTheSocketEndsIt() {
        channel.pipeline().fireExceptionCaught(new IOException("reset"));

        assertThat(channel.isOpen()).isFalse();
        assertThat(errors).containsExactly("connection broken: IOException");
    }

    @Test
    void anErrorOfOursIsToldToTheOtherSideAsOurs() {
        connection.receive(event -> {
            throw new IllegalStateException("secret");
        });
        channel.writeInbound(new TextWebSocketFrame(buffer("x")));
        channel.runPendingTasks();

        assertThat(outbound()).containsExactly("close 1011 " + CloseReason.INTERNAL_ERROR.text());
        assertThat(channel.isOpen()).isFalse();
        assertThat(errors).singleElement().asString().contains("IllegalStateException").doesNotContain("secret");
    }

    @Test
    void aWireWhoseSocketHasGoneMeanwhileEndsItsConnection() {
        EmbeddedChannel gone = new EmbeddedChannel();
        WebSocketWire late = new WebSocketWire(gone, () -> new Wire.Route("a", "b"), 1, 1);
        Connection lost =
                new Connection(
                        late,
                        new ConnectionSettings(1, Duration.ofSeconds(1), System::nanoTime, ConnectionObserver.NONE));
        late.attach(lost);
        gone.close().syncUninterruptibly();

        gone.pipeline().addLast(late);
        gone.runPendingTasks();

        assertThat(lost.state()).isEqualTo(ConnectionState.FAILED);
    }

    @Test
    void aDeafWireHearsNothingButAClose() {
        wire.deafen();
        channel.writeInbound(new TextWebSocketFrame(buffer("x")), new PingWebSocketFrame(buffer("x")));
        assertThat(received).isEmpty();

        channel.writeInbound(new CloseWebSocketFrame(1_000, ""));

        assertThat(received).containsExactly(new ConnectionEvent.Closing(new CloseStatus(1_000, "")));
        assertThat(outbound()).containsExactly("close 1000 ");
    }
}
