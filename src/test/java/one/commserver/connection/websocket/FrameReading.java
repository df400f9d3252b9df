package one.commserver.connection.websocket;

import io.netty.buffer.ByteBuf;
import io.netty.channel.ChannelHandler;

/// What reads a client's frames, alone, for tests elsewhere.
public final class FrameReading {

    private FrameReading() {}

    /// A reader whose messages are all taken where they lie, and left there.
    ///
    /// @param maxFrame the largest payload, in bytes
    public static ChannelHandler inPlace(int maxFrame) {
        return new FrameReader(new Taking(), true, maxFrame);
    }

    private static final class Taking implements FrameSink {

        @Override
        public boolean inPlace(boolean text, ByteBuf read, int payload, int length) {
            return true;
        }

        @Override
        public void settle() {
            // nothing is kept
        }
    }
}
