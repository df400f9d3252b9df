package one.commserver.relay.bus;

import one.commserver.registry.NodeId;

import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// Messages of one node for another one that travel together.
///
/// In bytes: version; length of the sender's name, the name in ASCII; stream and number in eight bytes each; how many
/// messages, in one byte; each message behind its length in four bytes.
///
/// @param stream which of the sender's streams to this node it belongs to: drawn anew whenever the sender begins to
///     count anew
/// @param number which one it is in its stream, from 1; of a batch without messages: the number of the last one with
///     some, 0 if there was none
/// @param messages in order; none: only the number is told
public record Batch(NodeId sender, long stream, long number, List<BusMessage> messages) {

    /// The most messages.
    public static final int MAX_MESSAGES = 128;

    /// Beyond this many bytes it has one message only.
    public static final int MANY_BYTES = 256 * 1024;

    /// The most characters of a node's name.
    public static final int MAX_SENDER = 64;

    static final byte VERSION = 1;

    /// Bytes before the messages, without the sender's name.
    static final int HEAD = 2 + 2 * Long.BYTES + 1;

    public Batch {
        messages = List.copyOf(messages);
    }

    /// Reads a batch; payloads stay where they are.
    ///
    /// @throws MalformedBatchException if that isn't one, as a whole
    public static Batch read(byte[] bytes) throws MalformedBatchException {
        var from = ByteBuffer.wrap(bytes);
        try {
            NodeId sender = sender(from);
            long stream = from.getLong();
            long number = from.getLong();
            int count = Byte.toUnsignedInt(from.get());
            if (number < 0 || (number == 0 && count != 0)) {
                throw new MalformedBatchException("a batch has a number that can't be");
            }
            return new Batch(sender, stream, number, messages(from, count));
        } catch (BufferUnderflowException tooShort) {
            throw new MalformedBatchException("a batch is too short");
        }
    }

    private static NodeId sender(ByteBuffer from) throws MalformedBatchException {
        if (from.get() != VERSION) {
            throw new MalformedBatchException("a batch has another version");
        }
        int length = from.get();
        if (length < 1 || length > MAX_SENDER) {
            throw new MalformedBatchException("a batch has no sender");
        }
        byte[] name = new byte[length];
        from.get(name);
        for (byte character : name) {
            if (character <= ' ' || character > '~') {
                throw new MalformedBatchException("a batch's sender isn't printable");
            }
        }
        return new NodeId(new String(name, StandardCharsets.US_ASCII));
    }

    private static List<BusMessage> messages(ByteBuffer from, int count) throws MalformedBatchException {
        if (count > MAX_MESSAGES) {
            throw new MalformedBatchException("a batch has too many messages");
        }
        // one that announces more than it can have costs no more than what it has
        var messages = new ArrayList<BusMessage>(Math.min(count, from.remaining() / Integer.BYTES));
        for (int i = 0; i < count; i++) {
            int length = from.getInt();
            if (length < 1 || length > from.remaining()) {
                throw new MalformedBatchException("a message is longer than its batch");
            }
            messages.add(BusCodec.read(from.slice(from.position(), length)));
            from.position(from.position() + length);
        }
        if (from.hasRemaining()) {
            throw new MalformedBatchException("a batch has bytes behind its end");
        }
        return messages;
    }
}
