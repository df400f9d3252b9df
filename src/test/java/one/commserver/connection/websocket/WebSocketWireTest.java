package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Wire;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

class WebSocketWireTest {

    private static final int MAX_TEXT = 10;
    private static final int MAX_BINARY = 20;
    private static final CloseStatus BYE = CloseStatus.of(CloseReason.NORMAL);

    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final WebSocketWire wire =
            new WebSocketWire(channel, new Wire.Route("client", "server"), MAX_TEXT, MAX_BINARY);
    private final List<String> errors = new ArrayList<>();
    private final Connection connection =
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
    private final List<ConnectionEvent> received = new ArrayList<>();
    private final List<ByteBuf> buffers = new ArrayList<>();

    WebSocketWireTest() {
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

    @Test
    void textComesThroughTheChain() {
        channel.writeInbound(new TextWebSocketFrame(buffer("häuser")));

        assertThat(received).containsExactly(new ConnectionEvent.Text("häuser"));
    }

    @Test
    void binaryComesThroughTheChainUnlessItHasAReceiverOfItsOwn() {
        channel.writeInbound(new BinaryWebSocketFrame(buffer("abc")));
        assertThat(((ConnectionEvent.Binary) received.getFirst()).data()).isEqualTo(UTF_8.encode("abc"));

        List<String> own = new ArrayList<>();
        wire.attach(
                connection,
                TrafficListener.NONE,
                message -> {
                    own.add(message.toString(UTF_8));
                    message.release();
                });
        channel.writeInbound(new BinaryWebSocketFrame(buffer("def")));

        assertThat(own).containsExactly("def");
        assertThat(received).hasSize(1);
    }

    @Test
    void aPingIsAnsweredWithItsPayload() {
        channel.writeInbound(new PingWebSocketFrame(buffer("payload")));

        assertThat(outbound()).containsExactly("pong payload");
    }

    @Test
    void aFloodOfPingsThatIsNotReadGetsOneAnswerTheLast() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        for (int i = 0; i < 1_000; i++) {
            channel.writeInbound(new PingWebSocketFrame(buffer("" + i)));
        }
        assertThat(outbound()).isEmpty();
        assertThat(buffers.stream().filter(b -> b.refCnt() > 0)).hasSizeLessThanOrEqualTo(1);

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();

        assertThat(outbound()).containsExactly("pong 999");
    }

    @Test
    void aPingThatWaitsForItsAnswerIsReleasedWithTheSocket() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.writeInbound(new PingWebSocketFrame(buffer("x")));
        channel.close().syncUninterruptibly();

        assertThat(buffers).allMatch(b -> b.refCnt() == 0);
    }

    @Test
    void aPongOfEightBytesIsAnEventAndOthersAreNot() {
        channel.writeInbound(new PongWebSocketFrame(buffer(Unpooled.copyLong(42))));
        channel.writeInbound(new PongWebSocketFrame(buffer("unasked")));

        assertThat(received).containsExactly(new ConnectionEvent.Pong(42));
    }

    @Test
    void fragmentsAreJoinedUpToTheLimit() {
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, buffer("0123")),
                new PingWebSocketFrame(buffer("between")),
                new ContinuationWebSocketFrame(false, 0, buffer("")),
                new ContinuationWebSocketFrame(true, 0, buffer("456789")));

        assertThat(received).containsExactly(new ConnectionEvent.Text("0123456789"));
        assertThat(outbound()).containsExactly("pong between");
    }

    @Test
    void binaryFragmentsAreJoinedUpToTheirOwnLimit() {
        channel.writeInbound(
                new BinaryWebSocketFrame(false, 0, buffer("0123456789")),
                new ContinuationWebSocketFrame(true, 0, buffer("0123456789")));

        assertThat(((ConnectionEvent.Binary) received.getFirst()).data().remaining()).isEqualTo(MAX_BINARY);
    }

    @Test
    void aCharacterMayBeSplitOverFragments() {
        byte[] bytes = "ä".getBytes(UTF_8);
        channel.writeInbound(
                new TextWebSocketFrame(false, 0, buffer(Unpooled.wrappedBuffer(bytes, 0, 1))),
                new ContinuationWebSocketFrame(true, 0, buffer(Unpooled.wrappedBuffer(bytes, 1, 1))));

        assertThat(received).containsExactly(new ConnectionEvent.Text("ä"));
    }

    @Test
    @Timeout(value = 5, unit = TimeUnit.SECONDS)
    void aMessageOfVerySmallFragmentsCostsNoMoreThanItsSize() {
        // leak detection notes each access, which would be what is measured here
        var untracked = new UnpooledByteBufAllocator(false, true);
        wire.allow(512 * 1024, 0);
        for (int i = 0; i < 512 * 1024; i++) {
            ByteBuf x = untracked.heapBuffer(1).writeByte('x');
            boolean last = i == 512 * 1024 - 1;
            channel.pipeline()
                    .fireChannelRead(
                            i == 0 ? new TextWebSocketFrame(false, 0, x) : new ContinuationWebSocketFrame(last, 0, x));
        }

        assertThat(received.getFirst().bytes()).isEqualTo(512 * 1024);
    }

    @Test
    void aTextOverTheLimitIsAViolationAndTheRestIsIgnored() {
        channel.writeInbound(new TextWebSocketFrame(buffer("01234567890")));
        channel.writeInbound(new TextWebSocketFrame(buffer("later")), new PingWebSocketFrame(buffer("later")));

        assertThat(received).containsExactly(new ConnectionEvent.Violation(ErrorCode.MESSAGE_TOO_BIG));
        assertThat(outbound()).isEmpty();
    }

    @Test
    void fragmentsOverTheLimitAreAViolation() {
        channel.writeInbound(
                new BinaryWebSocketFrame(false, 0, buffer("0123456789")),
                new ContinuationWebSocketFrame(false, 0, buffer("0123456789")),
                new ContinuationWebSocketFrame(true, 0, buffer("0")));

        assertThat(received).containsExactly(new ConnectionEvent.Violation(ErrorCode.MESSAGE_TOO_BIG));
    }

    @Test
    void otherLimitsHoldFromTheNextMessageOn() {
        wire.allow(11, 0);

        channel.writeInbound(new TextWebSocketFrame(buffer("01234567890")), new BinaryWebSocketFrame(buffer("0")));

        assertThat(received)
                .containsExactly(
                        new ConnectionEvent.Text("01234567890"),
                        new ConnectionEvent.Violation(ErrorCode.MESSAGE_TOO_BIG));
    }

    @Test
    void aTextThatIsNotUtf8IsAViolation() {
        channel.writeInbound(new TextWebSocketFrame(buffer(Unpooled.wrappedBuffer(new byte[] {(byte) 0xC3, '('}))));

        assertThat(received).containsExactly(new ConnectionEvent.Violation(ErrorCode.INVALID_UTF8));
    }

    @Test
    void whatTheDecoderRefusesIsAViolation() {
        channel.pipeline().fireExceptionCaught(corrupted(WebSocketCloseStatus.PROTOCOL_ERROR));
        assertThat(received).containsExactly(new ConnectionEvent.Violation(ErrorCode.WEBSOCKET_VIOLATION));
        assertThat(channel.isOpen()).isTrue();
    }

    @Test
    void aFrameThatTheDecoderFindsTooLongIsTooBig() {
        channel.pipeline().fireExceptionCaught(corrupted(WebSocketCloseStatus.MESSAGE_TOO_BIG));

        assertThat(received).containsExactly(new ConnectionEvent.Violation(ErrorCode.MESSAGE_TOO_BIG));
    }

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
        wire.writeBinary(buffer("late"));
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
        WebSocketWire late = new WebSocketWire(gone, new Wire.Route("a", "b"), 1, 1);
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
    void whatComesInIsActivityAndIsTold() {
        List<String> told = new ArrayList<>();
        wire.attach(
                connection,
                new TrafficListener() {
                    @Override
                    public void frame(int bytes) {
                        told.add("frame " + bytes);
                    }

                    @Override
                    public void burstEnd() {
                        told.add("end");
                    }
                },
                ByteBuf::release);
        long before = connection.lastActivity();

        channel.writeInbound(new PongWebSocketFrame(buffer("12")), new BinaryWebSocketFrame(buffer("123")));

        assertThat(told).containsExactly("frame 2", "frame 3", "end");
        assertThat(connection.lastActivity()).isGreaterThan(before);
    }

    @Test
    void writtenThingsLeaveWithTheFlush() {
        wire.write(new ConnectionEvent.Text("häuser"));
        wire.write(new ConnectionEvent.Binary(UTF_8.encode("abc")));
        wire.write(new ConnectionEvent.Ping(7));
        assertThat(outbound()).isEmpty();

        wire.flush();

        assertThat(outbound())
                .containsExactly("text häuser", "binary abc", "ping " + Unpooled.copyLong(7).toString(UTF_8));
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

    @Test
    void readingStopsAndGoesOn() {
        wire.reading(false);
        assertThat(channel.config().isAutoRead()).isFalse();
        wire.reading(true);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    private void pass(Duration time) {
        channel.advanceTimeBy(time.toMillis(), TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    private ByteBuf buffer(String text) {
        return buffer(Unpooled.copiedBuffer(text, UTF_8));
    }

    private ByteBuf buffer(ByteBuf content) {
        ByteBuf buffer = UnpooledByteBufAllocator.DEFAULT.buffer(Math.max(1, content.readableBytes()));
        buffer.writeBytes(content);
        content.release();
        buffers.add(buffer);
        return buffer;
    }

    private List<String> outbound() {
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

    private static CorruptedWebSocketFrameException corrupted(WebSocketCloseStatus status) {
        return new CorruptedWebSocketFrameException(status, "refused", null);
    }
}
