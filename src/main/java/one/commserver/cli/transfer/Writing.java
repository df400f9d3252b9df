package one.commserver.cli.transfer;

import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/// The bytes of a file that come, and their digest. It blocks; for one thread after another.
final class Writing implements AutoCloseable {

    private final RandomAccessFile out;
    private final MessageDigest digest;
    private final long size;
    private long written;

    /// Goes on behind the first bytes of a file and cuts off what follows them.
    ///
    /// @param from how many stay
    /// @param size how many there will be
    /// @param before what has taken in as many of them
    Writing(Path file, long from, long size, MessageDigest before) throws IOException {
        this.out = new RandomAccessFile(file.toFile(), "rw");
        try {
            out.setLength(from);
            out.seek(from);
        } catch (IOException failed) {
            out.close();
            throw failed;
        }
        this.digest = before;
        this.size = size;
        this.written = from;
    }

    boolean isComplete() {
        return written >= size;
    }

    long missing() {
        return size - written;
    }

    /// The next bytes, of which there must be no more than are missing.
    void add(ByteBuffer content, LongConsumer passed) throws IOException {
        int count = content.remaining();
        byte[] bytes = new byte[count];
        content.get(bytes);
        out.write(bytes);
        digest.update(bytes);
        written += count;
        passed.accept(count);
    }

    /// Makes them safe.
    ///
    /// @return the digest of all of them. Once
    byte[] finish() throws IOException {
        out.getFD().sync();
        return digest.digest();
    }

    @Override
    public void close() {
        try {
            out.close();
        } catch (IOException unimportant) {
            // what counts was made safe before
        }
    }
}
