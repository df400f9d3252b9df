package one.commserver.relay.bus;

import one.commserver.crypto.Randomness;

import java.nio.ByteBuffer;

/// By which two nodes know a channel, from its offer on. The opener's node draws it, one for each connection that is
/// asked: 128 bits, so no two channels ever have the same one.
public record ChannelKey(long high, long low) {

    /// Bytes of it.
    public static final int LENGTH = 2 * Long.BYTES;

    /// A new one.
    public static ChannelKey draw() {
        ByteBuffer drawn = ByteBuffer.wrap(Randomness.bytes(LENGTH));
        return new ChannelKey(drawn.getLong(), drawn.getLong());
    }
}
