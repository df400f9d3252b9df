package one.commserver.client.flow;

import one.commserver.protocol.FrameHeader;

import java.nio.ByteBuffer;

/// Binary frames and their bytes.
///
/// Spec: chapter 2, binary frames.
public final class Frames {

    private Frames() {}

    /// A data frame.
    ///
    /// @param payload how many bytes of the buffer it takes along, from its position on, which moves
    static ByteBuffer data(int channel, ByteBuffer buffer, int payload) {
        ByteBuffer frame = ByteBuffer.allocate(FrameHeader.LENGTH + payload).put(FrameHeader.DATA).putInt(channel);
        frame.put(buffer.slice(buffer.position(), payload)).flip();
        buffer.position(buffer.position() + payload);
        return frame;
    }

    /// A flow frame.
    public static ByteBuffer flow(int channel, long received, long limit) {
        return ByteBuffer.allocate(FrameHeader.FLOW_LENGTH)
                .put(FrameHeader.FLOW)
                .putInt(channel)
                .putLong(received)
                .putLong(limit)
                .flip();
    }

    /// Checks a frame's form.
    ///
    /// @throws FlowViolationException if it is too short, of unknown kind, or a flow frame of another length
    public static void check(ByteBuffer frame) {
        if (frame.remaining() < FrameHeader.LENGTH) {
            throw new FlowViolationException("a frame is shorter than its header");
        }
        byte kind = frame.get(frame.position());
        if (kind != FrameHeader.DATA && kind != FrameHeader.FLOW) {
            throw new FlowViolationException("a frame is of unknown kind");
        }
        if (kind == FrameHeader.FLOW && frame.remaining() != FrameHeader.FLOW_LENGTH) {
            throw new FlowViolationException("a flow frame has another length");
        }
    }
}
