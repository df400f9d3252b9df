package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.crypto.Bytes;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import java.io.EOFException;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.function.LongConsumer;

/// A file that is sent, as it was when it was looked at. It is never in memory as a whole.
///
/// @param name what the receiver is told
/// @param size in bytes
/// @param sha256 of all of it
public record SentFile(Path path, String name, long size, Bytes sha256) {

    /// Looks at a file, and reads it once.
    ///
    /// @param name what the receiver is told; empty: what it is called
    /// @param read told how many bytes more were read
    /// @throws Failure if it can't be read
    public static SentFile look(Path path, String name, LongConsumer read) {
        if (!Files.isRegularFile(path) || !Files.isReadable(path)) {
            String why = Files.isDirectory(path) ? "a directory" : Files.exists(path) ? "not readable" : "not there";
            throw new Failure(ExitStatus.NO_INPUT, path + " can't be sent: it is " + why);
        }
        String told = FileName.harmless(name.isEmpty() ? String.valueOf(path.getFileName()) : name);
        try {
            long size = Files.size(path);
            MessageDigest digest = Digests.sha256();
            Digests.update(digest, path, size, read);
            return new SentFile(path, told, size, Bytes.of(digest.digest()));
        } catch (IOException unreadable) {
            throw Failure.lasting(ExitStatus.NO_INPUT, path + " can't be read: " + unreadable.getMessage(), unreadable);
        }
    }

    TransferMessage.Offer offer() {
        return new TransferMessage.Offer(size, sha256, name);
    }

    /// Whether it begins with bytes of that digest. Blocks.
    boolean beginsWith(long length, Bytes digest) {
        if (length > size) {
            return false;
        }
        try {
            return Digests.of(path, length).equals(digest);
        } catch (IOException unreadable) {
            throw failed(unreadable);
        }
    }

    /// Its bytes from there on, as messages, read away from the threads that must not block.
    ///
    /// @param read told how many bytes each message takes along
    Flux<ByteBuffer> messages(long from, LongConsumer read) {
        return Flux.<ByteBuffer, Reading>generate(
                        () -> new Reading(from),
                        (reading, sink) -> {
                            ByteBuffer next = reading.next();
                            if (next.hasRemaining()) {
                                read.accept(next.remaining());
                                sink.next(TransferCodec.encode(new TransferMessage.Data(next)));
                            } else {
                                sink.complete();
                            }
                            return reading;
                        },
                        Reading::close)
                .subscribeOn(Schedulers.boundedElastic());
    }

    private static TransferFailure failed(IOException cause) {
        return cause instanceof EOFException
                ? new TransferFailure(
                        Refusal.FILE_CHANGED, ExitStatus.NO_INPUT, "the file was changed while it was sent", cause)
                : new TransferFailure(
                        Refusal.IO_FAILED,
                        ExitStatus.IO,
                        "the file can't be read any more: " + cause.getMessage(),
                        cause);
    }

    /// One pass through the file, up to the size that it had.
    private final class Reading {

        private final RandomAccessFile in;
        private long left;

        private Reading(long from) {
            try {
                in = new RandomAccessFile(path.toFile(), "r");
                in.seek(from);
                left = size - from;
            } catch (IOException unreadable) {
                throw failed(unreadable);
            }
        }

        /// Nothing at its end.
        private ByteBuffer next() {
            byte[] chunk = new byte[(int) Math.min(left, TransferCodec.MAX_DATA)];
            try {
                in.readFully(chunk);
            } catch (IOException unreadable) {
                throw failed(unreadable);
            }
            left -= chunk.length;
            return ByteBuffer.wrap(chunk);
        }

        private void close() {
            try {
                in.close();
            } catch (IOException unimportant) {
                // it was only read
            }
        }
    }
}
