package one.commserver.bench.load;

import io.netty.buffer.ByteBuf;

import one.commserver.protocol.FrameHeader;

import java.nio.ByteBuffer;
import java.util.function.Consumer;

/// One client that sends and one that receives: a channel between two sockets. On the event loop that both share.
public final class Pair {

    /// Whoever needs no credit has this much.
    public static final long UNLIMITED = Long.MAX_VALUE;

    private final int index;
    private final End sending;
    private final int sendingNumber;
    private final End receiving;
    private final int receivingNumber;
    private final long window;
    private final Message.Wrapping wrapping;
    private final Recorder recorder;
    private Message message;
    private Consumer<Pair> progress = pair -> {};
    private boolean touched;
    private long limit;
    private long granted;
    private long sent;
    private long sentBytes;
    private long received;
    private long receivedBytes;

    /// @param index whose messages are its own
    /// @param sendingNumber of the channel at the sending end
    /// @param receivingNumber of the channel at the receiving end
    /// @param window what the receiver grants, in bytes; [#UNLIMITED] where there is no credit
    /// @param recorder is told what arrives
    public Pair(
            int index,
            End sending,
            int sendingNumber,
            End receiving,
            int receivingNumber,
            long window,
            Message.Wrapping wrapping,
            Recorder recorder) {
        this.index = index;
        this.sending = sending;
        this.sendingNumber = sendingNumber;
        this.receiving = receiving;
        this.receivingNumber = receivingNumber;
        this.window = window;
        this.limit = window;
        this.granted = window;
        this.wrapping = wrapping;
        this.recorder = recorder;
        this.message = new Message(index, sendingNumber, Message.SIZE, wrapping);
        sending.sends(sendingNumber, this);
        receiving.receives(receivingNumber, this);
    }

    /// Without credit, and nothing around the messages.
    public static Pair withoutCredit(
            int index, End sending, int sendingNumber, End receiving, int receivingNumber, Recorder recorder) {
        return new Pair(
                index, sending, sendingNumber, receiving, receivingNumber, UNLIMITED, Message.Wrapping.NONE, recorder);
    }

    /// Who is told when something has arrived or may be sent.
    void onProgress(Consumer<Pair> listener) {
        progress = listener;
    }

    /// Messages sent that have not arrived.
    public int inFlight() {
        return (int) (sent - received);
    }

    /// Messages have so many bytes from now on. Nothing is in flight.
    void size(int bytes) {
        if (message.size() != bytes) {
            message = new Message(index, sendingNumber, bytes, wrapping);
        }
    }

    /// Sends so many messages at once, fewer if the credit is short.
    ///
    /// @param time when the first was meant to be sent
    /// @param step how much later each next one was
    /// @return how many
    int send(int wanted, long time, long step) {
        int count = (int) Math.min(wanted, (limit - sentBytes) / message.size());
        if (count <= 0) {
            return 0;
        }
        ByteBuf frames = sending.socket().allocator().directBuffer(count * message.frameSize());
        for (int i = 0; i < count; i++) {
            message.write(frames, sent++, time + i * step);
        }
        sentBytes += (long) count * message.size();
        sending.socket().sendMasked(frames);
        return count;
    }

    /// @param newLimit what may be sent since the beginning, in bytes
    void allow(long newLimit) {
        limit = newLimit;
    }

    /// One message.
    ///
    /// @param time when it was read
    /// @throws IllegalStateException if it isn't the next one
    void arrived(ByteBuf bytes, int start, int length, long time) {
        recorder.record(message.check(bytes, start, length, receivingNumber, received), time);
        received++;
        receivedBytes += length;
    }

    /// Whether this is the first time since it last proceeded.
    boolean touch() {
        boolean first = !touched;
        touched = true;
        return first;
    }

    /// All of a read was handled.
    void proceed() {
        touched = false;
        if (window != UNLIMITED) {
            grant();
        }
        progress.accept(this);
    }

    /// More credit, once half of it is used.
    private void grant() {
        if (receivedBytes + window - granted >= window / 2) {
            granted = receivedBytes + window;
            receiving
                    .socket()
                    .sendBinary(
                            ByteBuffer.allocate(FrameHeader.FLOW_LENGTH)
                                    .put(FrameHeader.FLOW)
                                    .putInt(receivingNumber)
                                    .putLong(receivedBytes)
                                    .putLong(granted)
                                    .array());
        }
    }
}
