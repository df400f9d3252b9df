package one.commserver.client.sync;

import java.io.EOFException;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.util.Arrays;

/// What is to be left, read piece by piece and, after a break, from where it went on. It mustn't change meanwhile.
public interface Content {

    /// How many bytes it has.
    long size() throws IOException;

    /// Some of it. May block; called by one thread at a time, not always the same.
    ///
    /// @throws IOException also if there is less
    byte[] read(long position, int length) throws IOException;

    /// What is in memory already. It isn't copied.
    static Content of(byte[] bytes) {
        return new Content() {
            @Override
            public long size() {
                return bytes.length;
            }

            @Override
            public byte[] read(long position, int length) {
                return Arrays.copyOfRange(bytes, (int) position, (int) position + length);
            }
        };
    }

    /// A file, which stays the caller's to close.
    static Content of(FileChannel file) {
        return new Content() {
            @Override
            public long size() throws IOException {
                return file.size();
            }

            @Override
            public byte[] read(long position, int length) throws IOException {
                ByteBuffer piece = ByteBuffer.allocate(length);
                while (piece.hasRemaining()) {
                    if (file.read(piece, position + piece.position()) < 0) {
                        throw new EOFException("the file has become shorter");
                    }
                }
                return piece.array();
            }
        };
    }
}
