package one.commserver.history;

import java.nio.ByteBuffer;

/// Numbers in frames that may come in any pieces. One for each stream; not for more than one thread.
final class Frames {

    private static final int HEAD = Integer.BYTES + Long.BYTES;

    private final ByteBuffer rest = ByteBuffer.allocate(HEAD);

    /// What tells receivers whose stream it is, and which frame.
    static ByteBuffer frame(int sender, long number) {
        return ByteBuffer.allocate(HEAD).putInt(sender).putLong(number).flip();
    }

    /// Takes what has come.
    ///
    /// @param frame gets each sender and number
    void take(ByteBuffer piece, Frame frame) {
        while (piece.hasRemaining()) {
            int length = Math.min(piece.remaining(), rest.remaining());
            rest.put(piece.slice(piece.position(), length));
            piece.position(piece.position() + length);
            if (!rest.hasRemaining()) {
                rest.flip();
                frame.take(rest.getInt(), rest.getLong());
                rest.clear();
            }
        }
    }

    /// Gets frames.
    @FunctionalInterface
    interface Frame {
        void take(int sender, long number);
    }
}
