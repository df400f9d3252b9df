package one.commserver.client.sync;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;

/// What is to be left, read piece by piece and, after a break, from where it went on. It mustn't change meanwhile.
public interface Content {

    /// How many bytes it has. May block, like [#read].
    long size() throws IOException;

    /// Some of it. May block; called by one thread at a time, not always the same, which may be interrupted when the
    /// piece is no longer wanted: what can be asked again behind that must not mind. (A
    /// [java.nio.channels.FileChannel] does, it closes.)
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

    /// A file, opened for each piece.
    static Content of(Path file) {
        return new Content() {
            @Override
            public long size() throws IOException {
                return Files.size(file);
            }

            @Override
            public byte[] read(long position, int length) throws IOException {
                byte[] piece = new byte[length];
                try (var open = new RandomAccessFile(file.toFile(), "r")) {
                    open.seek(position);
                    open.readFully(piece);
                }
                return piece;
            }
        };
    }
}
