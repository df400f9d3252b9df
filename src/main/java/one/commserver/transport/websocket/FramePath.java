package one.commserver.transport.websocket;

import io.netty.buffer.ByteBuf;

import one.commserver.connection.Connection;
import one.commserver.connection.websocket.BinaryReceiver;
import one.commserver.connection.websocket.WebSocketWire;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.FrameHeader;
import one.commserver.transport.FrameOutlet;
import one.commserver.transport.FrameRoute;
import one.commserver.transport.FrameSwitch;
import one.commserver.wire.Departure;

import org.jspecify.annotations.Nullable;

import java.nio.ByteBuffer;
import java.util.concurrent.atomic.AtomicBoolean;

/// The way of binary frames through one link. A data frame stays in the buffer that it was read into until it leaves;
/// only its head and the four bytes of its channel number are written.
///
/// Frames come in on this link's thread and are queued at the other link's path from there, those of one read and one
/// channel together.
final class FramePath implements BinaryReceiver, FrameOutlet {

    private final Connection connection;
    private final WebSocketWire wire;
    private final LinkTraffic traffic;
    private final FrameBatch batch = new FrameBatch();
    private final AtomicBoolean purgeWaits = new AtomicBoolean();
    private @Nullable FrameSwitch frames;

    FramePath(Connection connection, WebSocketWire wire, LinkTraffic traffic) {
        this.connection = connection;
        this.wire = wire;
        this.traffic = traffic;
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

    /// A frame that came in fragments, which are joined without its head.
    @Override
    public void forward(ByteBuf frame, FrameRoute route) {
        int size = frame.readableBytes();
        batch(Kind.FRAME, wire.headed(false, frame), 1, size, route);
    }

    @Override
    public boolean takesBatches() {
        return true;
    }

    @Override
    public boolean isClear() {
        return connection.isClear();
    }

    @Override
    public void batch(Kind kind, ByteBuf batched, int count, int size, FrameRoute route) {
        if (kind != Kind.FRAME) {
            // frames and messages aren't joined with each other
            route.discarded(size, count);
            batched.release();
            return;
        }
        connection.queue(new QueuedFrames(batched, kind, count, size, route, traffic, wire, written -> {}));
    }

    /// Frames and messages aren't joined with each other.
    @Override
    public void message(Kind kind, ByteBuf content, FrameRoute route) {
        route.discarded(kind.weight(content.readableBytes()), 1);
        content.release();
    }

    @Override
    public void copy(Kind kind, ByteBuffer payload, FrameRoute route) {
        if (kind != Kind.FRAME) {
            route.discarded(kind.weight(payload.remaining()), 1);
            return;
        }
        int length = FrameHeader.LENGTH + payload.remaining();
        ByteBuf frame = wire.allocateHeaded(false, length);
        frame.writeByte(FrameHeader.DATA).writeInt(route.channel()).writeBytes(payload.duplicate());
        batch(kind, frame, 1, length, route);
    }

    @Override
    public void flow(FlowUpdate update) {
        connection.queue(new FlowFrame(update));
    }

    /// Looks through all that waits, so one look serves all routes that are dropped until then.
    @Override
    public void purge() {
        if (purgeWaits.compareAndSet(false, true)) {
            connection.execute(() -> {
                purgeWaits.set(false);
                connection.dropQueued(waiting -> waiting instanceof QueuedFrames data && data.isDropped());
            });
        }
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
                    wire.allocateHeaded(false, FrameHeader.FLOW_LENGTH)
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
