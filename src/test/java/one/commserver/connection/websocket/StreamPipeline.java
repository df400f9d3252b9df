package one.commserver.connection.websocket;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameDecoder;
import io.netty.handler.codec.http.websocketx.WebSocket13FrameEncoder;
import io.netty.handler.codec.http.websocketx.WebSocketDecoderConfig;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.testing.RawFrame;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Wire;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/// A wire in its pipeline, from bytes to bytes: whoever puts it together in another way changes [#install] only.
final class StreamPipeline {

    static final int MAX_TEXT = 66_000;
    static final int MAX_BINARY = 70_000;

    /// What may be held besides what was just read: a frame, what was joined of a message, and room to grow.
    private static final int MOST_HELD = 4 * MAX_BINARY;

    private static final HexFormat HEX = HexFormat.of();
    private static final ConnectionSettings SETTINGS =
            new ConnectionSettings(1_000_000, Duration.ofSeconds(5), System::nanoTime, new ConnectionObserver() {});

    private final UnpooledByteBufAllocator allocator = new UnpooledByteBufAllocator(false);
    private final EmbeddedChannel channel = new EmbeddedChannel();
    private final List<String> messages = new ArrayList<>();
    private final List<ErrorCode> violations = new ArrayList<>();
    private boolean lateMessage;

    private StreamPipeline(boolean masked, boolean past) {
        channel.config().setAllocator(allocator);
        channel.freezeTime();
        WebSocketWire wire = new WebSocketWire(channel, () -> new Wire.Route("one", "other"), MAX_TEXT, MAX_BINARY);
        Connection connection = new Connection(wire, SETTINGS);
        connection.receive(event -> on(connection, event));
        wire.attach(connection, TrafficListener.NONE, binary -> message("binary", binary));
        if (past) {
            wire.bypass(text -> message("text", text), binary -> message("binary", binary));
        }
        connection.become(ConnectionState.CONNECTING);
        connection.become(ConnectionState.CONNECTED);
        install(wire, masked);
    }

    /// As the upgrade does.
    private void install(WebSocketWire wire, boolean masked) {
        channel.pipeline()
                .addLast(new WebSocket13FrameEncoder(!masked))
                .addLast(new WebSocket13FrameDecoder(WebSocketDecoderConfig.newBuilder().build()))
                .addLast(wire);
        wire.readFrames(channel.pipeline(), masked);
    }

    /// Reads all of it, cut into reads, and sees to it that no buffer stays.
    ///
    /// @param masked whether frames must be
    /// @param past whether messages go past the chain
    static StreamOutcome read(List<byte[]> reads, boolean masked, boolean past) {
        var pipeline = new StreamPipeline(masked, past);
        try {
            reads.forEach(pipeline::read);
            return pipeline.outcome(masked);
        } finally {
            pipeline.channel.finishAndReleaseAll();
            assertThat(pipeline.allocator.metric().usedDirectMemory() + pipeline.allocator.metric().usedHeapMemory())
                    .as("bytes that nobody has released")
                    .isZero();
        }
    }

    private void read(byte[] bytes) {
        if (!channel.isOpen()) {
            return;
        }
        channel.writeInbound(allocator.buffer(bytes.length).writeBytes(bytes));
        channel.runPendingTasks();
        assertThat(allocator.metric().usedHeapMemory())
                .as("bytes held")
                .isLessThanOrEqualTo(MOST_HELD + 2L * bytes.length + sent());
    }

    /// What has been written and isn't fetched yet.
    private long sent() {
        return channel.outboundMessages().stream()
                .filter(ByteBuf.class::isInstance)
                .mapToLong(message -> ((ByteBuf) message).capacity())
                .sum();
    }

    private StreamOutcome outcome(boolean masked) {
        assertThat(violations).hasSizeLessThanOrEqualTo(1);
        assertThat(lateMessage).as("a message behind a violation").isFalse();
        var written = new ByteArrayOutputStream();
        for (ByteBuf next = channel.readOutbound(); next != null; next = channel.readOutbound()) {
            written.writeBytes(ByteBufUtil.getBytes(next));
            next.release();
        }
        List<String> pongs = new ArrayList<>();
        List<String> closes = new ArrayList<>();
        written(ByteBuffer.wrap(written.toByteArray()), masked, pongs, closes);
        assertThat(closes).hasSizeLessThanOrEqualTo(1);
        ErrorCode violation = violations.isEmpty() ? null : violations.getFirst();
        if (violation != null) {
            CloseReason reason = violation.closes().orElseThrow();
            String said = HEX.toHexDigits((short) reason.code()) + HEX.formatHex(reason.text().getBytes(UTF_8));
            assertThat(closes).containsExactly(said);
        }
        return new StreamOutcome(
                messages, pongs, violation != null || closes.isEmpty() ? null : closes.getFirst(), violation);
    }

    /// Nothing but control frames leaves here.
    private static void written(ByteBuffer frames, boolean masked, List<String> pongs, List<String> closes) {
        while (frames.hasRemaining()) {
            int opcode = frames.get() & 0x0f;
            int length = frames.get() & 0x7f;
            byte[] key = new byte[masked ? 0 : 4];
            frames.get(key);
            byte[] payload = new byte[length];
            frames.get(payload);
            for (int i = 0; i < length && !masked; i++) {
                payload[i] ^= key[i % 4];
            }
            (opcode == RawFrame.PONG ? pongs : closes).add(HEX.formatHex(payload));
            assertThat(opcode).isIn(RawFrame.PONG, RawFrame.CLOSE);
        }
    }

    private void on(Connection connection, ConnectionEvent event) {
        switch (event) {
            case ConnectionEvent.Text(String text, int _) -> add("text " + HEX.formatHex(text.getBytes(UTF_8)));
            case ConnectionEvent.Violation(ErrorCode code) -> {
                violations.add(code);
                connection.close(code.closes().orElseThrow());
            }
            default -> {}
        }
    }

    private void message(String kind, ByteBuf content) {
        add(kind + " " + ByteBufUtil.hexDump(content));
        content.release();
    }

    private void add(String message) {
        lateMessage |= !violations.isEmpty();
        messages.add(message);
    }
}
