package one.commserver.transport.websocket;

import io.netty.buffer.ByteBuf;

import one.commserver.connection.Connection;
import one.commserver.connection.websocket.BinaryReceiver;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.FrameHeader;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.FrameSwitch;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;

/// The way of binary frames through one link. A data frame stays in the buffer that it was read into until it leaves;
/// only its head and the four bytes of its channel number are written.
///
/// Frames come in on this link's thread and are queued at the other link's path from there, those of one read and one
/// channel together.
final class FramePath extends SocketOutlet implements BinaryReceiver {

    private final FrameBatch batch = new FrameBatch();
    private @Nullable FrameSwitch frames;

    FramePath(Connection connection, WebSocketWire wire, LinkTraffic traffic) {
        super(connection, wire, traffic);
    }

    void switchTo(FrameSwitch newFrames) {
        frames = newFrames;
    }

    @Override
    public void binary(ByteBuf frame) {
        int size = frame.readableBytes();
        traffic.in(size);
        FrameSwitch target = frames;
        if (target == null) {
            refuse(frame, ErrorCode.UNEXPECTED_MESSAGE);
        } else if (size < FrameHeader.LENGTH) {
            refuse(frame, ErrorCode.INVALID_FRAME);
        } else {
            int start = frame.readerIndex();
            int number = frame.getInt(start + FrameHeader.CHANNEL_OFFSET);
            switch (frame.getByte(start)) {
                case FrameHeader.DATA -> data(target, number, frame, size);
                case FrameHeader.FLOW -> flow(target, number, frame, size);
                default -> refuse(frame, ErrorCode.INVALID_FRAME);
            }
        }
    }

    @Override
    public boolean inPlace(ByteBuf read, int payload, int length) {
        FrameSwitch target = frames;
        if (target == null || length < FrameHeader.LENGTH || read.getByte(payload) != FrameHeader.DATA) {
            return false;
        }
        int number = payload + FrameHeader.CHANNEL_OFFSET;
        FrameRoute route = target.route(read.getInt(number));
        if (route == null) {
            return false;
        }
        traffic.in(length);
        if (route.admit(length)) {
            read.setInt(number, route.channel());
            batch.add(Kind.FRAME, route, read, payload, length, length);
        }
        return true;
    }

    @Override
    public void settle() {
        batch.settle();
    }

    @Override
    boolean carries(Kind kind) {
        return kind == Kind.FRAME;
    }

    @Override
    void left(int size) {
        // the client says itself how far it has come
    }

    /// A frame that came in fragments, which are joined without its head.
    @Override
    public void forward(ByteBuf frame, FrameRoute route) {
        single(Kind.FRAME, frame.readableBytes(), route, () -> headed(false, frame));
    }

    @Override
    public void message(Kind kind, ByteBuf content, FrameRoute route) {
        route.discarded(kind.weight(content.readableBytes()), 1);
        content.release();
    }

    @Override
    public void copy(Kind kind, ByteBuffer payload, FrameRoute route) {
        int length = FrameHeader.LENGTH + payload.remaining();
        single(
                kind,
                kind.weight(payload.remaining()),
                route,
                () ->
                        allocateHeaded(false, length)
                                .writeByte(FrameHeader.DATA)
                                .writeInt(route.channel())
                                .writeBytes(payload.duplicate()));
    }

    @Override
    public void flow(FlowUpdate update) {
        connection.queue(new FlowFrame(update));
    }

    private void data(FrameSwitch target, int number, ByteBuf frame, int size) {
        FrameRoute route = target.route(number);
        if (route == null) {
            if (target.unrouted(number, size)) {
                frame.release();
            } else {
                refuse(frame, ErrorCode.INVALID_FRAME);
            }
        } else if (route.admit(size)) {
            frame.setInt(frame.readerIndex() + FrameHeader.CHANNEL_OFFSET, route.channel());
            route.outlet().forward(frame, route);
        } else {
            frame.release();
        }
    }

    private void flow(FrameSwitch target, int number, ByteBuf frame, int size) {
        int numbers = frame.readerIndex() + FrameHeader.LENGTH;
        boolean legal =
                size == FrameHeader.FLOW_LENGTH
                        && target.flow(number, frame.getLong(numbers), frame.getLong(numbers + Long.BYTES));
        if (legal) {
            frame.release();
        } else {
            refuse(frame, ErrorCode.INVALID_FRAME);
        }
    }

    private void refuse(ByteBuf frame, ErrorCode code) {
        frame.release();
        wire.violation(code);
    }

    /// A flow frame that waits for its turn, written with the newest numbers.
    private final class FlowFrame implements Departure {

        private final FlowUpdate update;

        private FlowFrame(FlowUpdate update) {
            this.update = update;
        }

        @Override
        public int bytes() {
            return FrameHeader.FLOW_LENGTH;
        }

        @Override
        public void depart() {
            update.leaving();
            traffic.out(1, FrameHeader.FLOW_LENGTH);
            wire.writeFrames(
                    allocateHeaded(false, FrameHeader.FLOW_LENGTH)
                            .writeByte(FrameHeader.FLOW)
                            .writeInt(update.channel())
                            .writeLong(update.received())
                            .writeLong(update.limit()));
        }

        @Override
        public void drop() {
            // nothing is held
        }
    }
}
