package one.commserver.redis;

import io.lettuce.core.codec.RedisCodec;

import java.nio.ByteBuffer;

/// Values that are sent from where they lie. A command may be sent twice, to another server, so a value's position
/// stays.
final class BufferCodec implements RedisCodec<ByteBuffer, ByteBuffer> {

    @Override
    public ByteBuffer decodeKey(ByteBuffer bytes) {
        return ByteBuffer.allocate(bytes.remaining()).put(bytes).flip();
    }

    @Override
    public ByteBuffer decodeValue(ByteBuffer bytes) {
        return decodeKey(bytes);
    }

    @Override
    public ByteBuffer encodeKey(ByteBuffer key) {
        return key.duplicate();
    }

    @Override
    public ByteBuffer encodeValue(ByteBuffer value) {
        return value.duplicate();
    }
}
