package one.commserver.relay.bus;

import one.commserver.registry.NodeId;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;

/// Messages of one node for another one that travel together, while they are put together. Not for more than one
/// thread.
public final class BatchWriter {

    private static final int LEAST_CAPACITY = 1024;

    private final int head;
    private final byte[] sender;
    private ByteBuffer bytes;
    private int count;

    /// @param sender at most [Batch#MAX_SENDER] characters of ASCII
    /// @param expected how many bytes it will probably take; it grows
    public BatchWriter(NodeId sender, int expected) {
        this.sender = sender.value().getBytes(StandardCharsets.US_ASCII);
        if (this.sender.length == 0 || this.sender.length > Batch.MAX_SENDER) {
            throw new IllegalArgumentException("a node's name has from 1 to " + Batch.MAX_SENDER + " characters");
        }
        this.head = Batch.HEAD + this.sender.length;
        this.bytes = ByteBuffer.allocate(Math.max(LEAST_CAPACITY, expected)).position(head);
    }

    /// Whether a message still goes in: there is room in any batch for one.
    public boolean hasRoomFor(BusMessage message) {
        return count == 0 || (count < Batch.MAX_MESSAGES && bytes.position() + most(message) <= Batch.MANY_BYTES);
    }

    /// Whether no other message goes in.
    public boolean isFull() {
        return count >= Batch.MAX_MESSAGES || bytes.position() >= Batch.MANY_BYTES;
    }

    /// Adds a message, which is copied. If there is no such message because a name is too long, nothing is added.
    ///
    /// @throws IllegalArgumentException if a name is too long
    public void add(BusMessage message) {
        int start = bytes.position();
        ensure(most(message));
        try {
            bytes.position(start + Integer.BYTES);
            BusCodec.write(message, bytes);
        } catch (IllegalArgumentException tooLong) {
            bytes.position(start);
            throw tooLong;
        }
        bytes.putInt(start, bytes.position() - start - Integer.BYTES);
        count++;
    }

    /// How many bytes it takes.
    public int length() {
        return bytes.position();
    }

    /// Closes it. Nothing is added any more.
    ///
    /// @param stream which of the sender's it belongs to
    /// @param number which one it is in its stream; without messages: the last one's
    public ByteBuffer seal(long stream, long number) {
        int end = bytes.position();
        bytes.position(0)
                .put(Batch.VERSION)
                .put((byte) sender.length)
                .put(sender)
                .putLong(stream)
                .putLong(number)
                .put((byte) count);
        return bytes.position(0).limit(end);
    }

    /// The most bytes that a message takes in a batch.
    public static int most(BusMessage message) {
        return Integer.BYTES + BusCodec.most(message);
    }

    private void ensure(int more) {
        if (bytes.remaining() < more) {
            int needed = bytes.position() + more;
            int length = Math.max(needed, Math.min(2 * bytes.capacity(), Batch.MANY_BYTES));
            bytes = ByteBuffer.allocate(length).put(bytes.flip());
        }
    }
}
