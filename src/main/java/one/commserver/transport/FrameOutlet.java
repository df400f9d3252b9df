package one.commserver.transport;

import io.netty.buffer.ByteBuf;

import one.commserver.limits.SizeLimits;
import one.commserver.protocol.FrameHeader;

import java.nio.ByteBuffer;

/// Where binary frames leave towards one client: in order, behind whatever was queued for that client before.
public interface FrameOutlet {

    /// Towards a client that is away: what is given to it is let go of.
    FrameOutlet NOWHERE = new Nowhere();

    /// Queues a frame whose header is that of the receiving end already. Any thread.
    ///
    /// @param frame is taken over and released
    void forward(ByteBuf frame, FrameRoute route);

    /// Queues a whole message of a client that knows no frames, as it is. Any thread.
    ///
    /// @param content is taken over and released
    void message(Kind kind, ByteBuf content, FrameRoute route);

    /// Whether it takes batches. One that doesn't has taken over what it was given when the call returns.
    boolean takesBatches();

    /// Whether what is queued now leaves at once, as far as one can tell. Any thread.
    boolean isClear();

    /// Queues messages that have their heads as a server's frames already, one behind the other. Any thread.
    ///
    /// @param kind of each
    /// @param frames is taken over and released
    /// @param count how many there are
    /// @param size as the route has admitted them, in bytes
    void batch(Kind kind, ByteBuf frames, int count, int size, FrameRoute route);

    /// Queues what doesn't come from a socket of this node. Any thread.
    ///
    /// @param payload is copied
    void copy(Kind kind, ByteBuffer payload, FrameRoute route);

    /// Queues a flow frame. Any thread.
    void flow(FlowUpdate update);

    /// Drops soon what still waits of routes that are dropped ([FrameRoute#isDropped]). Any thread.
    void purge();

    /// What travels.
    enum Kind {
        /// A data frame of the native dialect.
        FRAME(FrameHeader.LENGTH),
        /// A text message of a dialect without frames.
        TEXT(SizeLimits.MESSAGE_WEIGHT),
        /// A binary one.
        BINARY(SizeLimits.MESSAGE_WEIGHT),
        /// The last one: the text with which the sender has closed.
        CLOSE(SizeLimits.MESSAGE_WEIGHT);

        private final int overhead;

        Kind(int overhead) {
            this.overhead = overhead;
        }

        /// What a payload counts against the credit, in bytes.
        public int weight(int payloadBytes) {
            return payloadBytes + overhead;
        }

        /// How many bytes so many messages have on the wire, of which each is counted with its [#weight].
        public int bytes(int weights, int count) {
            return this == FRAME ? weights : weights - count * overhead;
        }
    }

    /// A flow frame whose numbers are read only when it leaves: they only grow, so the newest say it all.
    interface FlowUpdate {

        /// The channel's number at the receiving end.
        int channel();

        /// It leaves now: later changes need another frame. Called before the numbers are read.
        void leaving();

        long received();

        long limit();
    }
}
