package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.ContinuationWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketCloseStatus;

import one.commserver.protocol.ErrorCode;
import one.commserver.wire.ConnectionEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// What comes and leaves through a WebSocket, up to its limits.
class WebSocketWireTest extends WebSocketWireFixture {

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
    void readingStopsAndGoesOn() {
        wire.reading(false);
        assertThat(channel.config().isAutoRead()).isFalse();
        wire.reading(true);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    private static CorruptedWebSocketFrameException corrupted(WebSocketCloseStatus status) {
        return new CorruptedWebSocketFrameException(status, "refused", null);
    }
}
