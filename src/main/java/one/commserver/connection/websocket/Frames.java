package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.ByteBufAllocator;
import io.netty.buffer.ByteBufUtil;
import io.netty.buffer.Unpooled;
import io.netty.handler.codec.http.websocketx.BinaryWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CloseWebSocketFrame;
import io.netty.handler.codec.http.websocketx.CorruptedWebSocketFrameException;
import io.netty.handler.codec.http.websocketx.PingWebSocketFrame;
import io.netty.handler.codec.http.websocketx.PongWebSocketFrame;
import io.netty.handler.codec.http.websocketx.TextWebSocketFrame;
import io.netty.handler.codec.http.websocketx.WebSocketFrame;

import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import java.nio.ByteBuffer;

/// Turns events into frames, and what frames say into events.
final class Frames {

    private Frames() {}

    static WebSocketFrame of(ConnectionEvent event, ByteBufAllocator allocator) {
        return switch (event) {
            case ConnectionEvent.Text(String text, int bytes) -> text(text, bytes, allocator);
            case ConnectionEvent.Binary(var data) -> new BinaryWebSocketFrame(Unpooled.wrappedBuffer(data));
            case ConnectionEvent.Ping(long payload) -> new PingWebSocketFrame(eightBytes(payload, allocator));
            case ConnectionEvent.Pong(long payload) -> new PongWebSocketFrame(eightBytes(payload, allocator));
            case ConnectionEvent.Closing(CloseStatus status) -> close(status);
            case ConnectionEvent.Violation violation ->
                    throw new IllegalArgumentException("not sendable: " + violation);
        };
    }

    /// In a buffer of its length: one for whatever so many characters may be takes three times as much.
    private static TextWebSocketFrame text(String text, int bytes, ByteBufAllocator allocator) {
        ByteBuf buffer = allocator.buffer(bytes);
        ByteBufUtil.reserveAndWriteUtf8(buffer, text, bytes);
        return new TextWebSocketFrame(buffer);
    }

    static CloseWebSocketFrame close(CloseStatus status) {
        return status.equals(CloseStatus.NO_CODE)
                ? new CloseWebSocketFrame()
                : new CloseWebSocketFrame(status.code(), status.text());
    }

    static CloseStatus statusOf(CloseWebSocketFrame close) {
        return close.statusCode() < 0 ? CloseStatus.NO_CODE : new CloseStatus(close.statusCode(), close.reasonText());
    }

    static ErrorCode codeOf(CorruptedWebSocketFrameException corrupted) {
        return switch (corrupted.closeStatus().code()) {
            case 1009 -> ErrorCode.MESSAGE_TOO_BIG;
            case 1007 -> ErrorCode.INVALID_UTF8;
            default -> ErrorCode.WEBSOCKET_VIOLATION;
        };
    }

    static ByteBuffer copyOf(ByteBuf message) {
        byte[] bytes = new byte[message.readableBytes()];
        message.readBytes(bytes);
        return ByteBuffer.wrap(bytes);
    }

    private static ByteBuf eightBytes(long payload, ByteBufAllocator allocator) {
        return allocator.buffer(Long.BYTES).writeLong(payload);
    }
}
