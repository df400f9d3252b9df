package one.commserver.bench;

import io.netty.buffer.ByteBuf;

import one.commserver.protocol.FrameHeader;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// One client that sends and one that receives. On the event loop that both share.
final class Pair {

    /// Whoever needs no credit has this much.
    static final long UNLIMITED = Long.MAX_VALUE;

    private final RawWebSocket sending;
    private final RawWebSocket receiving;
    private final int receivingNumber;
    private final Message message;
    private final Recorder recorder;
    private final long window;
    private Consumer<Pair> progress = pair -> {};
    private long limit;
    private long granted;
    private long sent;
    private long received;

    /// @param sendingNumber of the channel at the sending end
    /// @param window what the receiver grants, in bytes; [#UNLIMITED] where there is no credit
    Pair(
            int index,
            RawWebSocket sending,
            int sendingNumber,
            RawWebSocket receiving,
            int receivingNumber,
            long window,
            Recorder recorder) {
        this.sending = sending;
        this.receiving = receiving;
        this.receivingNumber = receivingNumber;
        this.message = new Message(index, sendingNumber);
        this.window = window;
        this.limit = window;
        this.granted = window;
        this.recorder = recorder;
        sending.listen(new Sender());
        receiving.listen(new Receiver());
    }

    /// Who is told when something has arrived or may be sent.
    void onProgress(Consumer<Pair> listener) {
        progress = listener;
    }

    /// Messages sent that have not arrived.
    int inFlight() {
        return (int) (sent - received);
    }

    /// Sends so many messages at once, fewer if the credit is short.
    ///
    /// @param time when the first was meant to be sent
    /// @param step how much later each next one was
    /// @return how many
    int send(int wanted, long time, long step) {
        int count = (int) Math.min(wanted, limit / Message.SIZE - sent);
        if (count <= 0) {
            return 0;
        }
        ByteBuf frames = sending.allocator().directBuffer(count * message.frameSize());
        for (int i = 0; i < count; i++) {
            message.write(frames, sent++, time + i * step);
        }
        sending.sendMasked(frames);
        return count;
    }

    private final class Sender implements RawWebSocket.Listener {

        @Override
        public void binary(ByteBuf bytes, int start, int length, long arrived) {
            boolean flow = length == FrameHeader.FLOW_LENGTH && bytes.getByte(start) == FrameHeader.FLOW;
            if (!flow) {
                throw new IllegalStateException("the sender got data");
            }
            limit = bytes.getLong(start + FrameHeader.LIMIT_OFFSET);
            progress.accept(Pair.this);
        }

        @Override
        public void ended(Throwable reason) {
            recorder.fail(reason);
        }
    }

    private final class Receiver implements RawWebSocket.Listener {

        @Override
        public void binary(ByteBuf bytes, int start, int length, long arrived) {
            recorder.record(message.check(bytes, start, length, receivingNumber, received), arrived);
            received++;
        }

        @Override
        public void readComplete() {
            if (window != UNLIMITED) {
                grant();
            }
            progress.accept(Pair.this);
        }

        @Override
        public void ended(Throwable reason) {
            recorder.fail(reason);
        }

        /// More credit, once half of it is used.
        private void grant() {
            long bytes = received * Message.SIZE;
            if (bytes + window - granted >= window / 2) {
                granted = bytes + window;
                receiving.sendBinary(
                        ByteBuffer.allocate(FrameHeader.FLOW_LENGTH)
                                .put(FrameHeader.FLOW)
                                .putInt(receivingNumber)
                                .putLong(bytes)
                                .putLong(granted)
                                .array());
            }
        }
    }
}
