package one.commserver.cli.transfer;

import one.commserver.crypto.Bytes;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.function.LongConsumer;

/// SHA-256 of files. Reading goes by [RandomAccessFile], which takes no harm when its thread is interrupted.
final class Digests {

    private static final int BUFFER = 256 * 1024;

    private Digests() {}

    static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException("every Java has SHA-256", impossible);
        }
    }

    /// Takes the first bytes of a file in.
    ///
    /// @param length how many
    /// @param read told how many more were read
    /// @throws EOFException if there aren't so many
    static void update(MessageDigest digest, Path file, long length, LongConsumer read) throws IOException {
        byte[] buffer = new byte[BUFFER];
        try (var in = new RandomAccessFile(file.toFile(), "r")) {
            long left = length;
            while (left > 0) {
                int count = in.read(buffer, 0, (int) Math.min(left, buffer.length));
                if (count < 0) {
                    throw new EOFException("the file is shorter than it was");
                }
                digest.update(buffer, 0, count);
                left -= count;
                read.accept(count);
            }
        }
    }

    /// Of a file's first bytes.
    static Bytes of(Path file, long length) throws IOException {
        MessageDigest digest = sha256();
        update(digest, file, length, count -> {});
        return Bytes.of(digest.digest());
    }
}
