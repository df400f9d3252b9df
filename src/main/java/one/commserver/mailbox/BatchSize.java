package one.commserver.mailbox;

import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncData;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// How many bytes a [SyncData] takes as a message, without writing it. Exact: the receiver's limit is.
final class BatchSize {

    /// All that is the same in every batch.
    private static final int MESSAGE =
            "{'type':'sync_data','objects':[],'checksum':'','next_batch':''}".length() + base64(32);

    private static final int REF = ",'ref':''".length();
    private static final int RESTARTED = ",'restarted':true".length();
    private static final int OBJECT = "{'id':'','from':'','stored':'','data':'','checksum':''}".length();
    private static final int PART = ",'part':,'parts':".length();

    private BatchSize() {}

    /// The message.
    static long of(List<MailObject> objects, @Nullable String ref, String nextBatch, boolean restarted) {
        long commas = objects.size() - 1L;
        return envelope(ref, nextBatch, restarted) + objects.stream().mapToLong(BatchSize::of).sum() + commas;
    }

    /// How many objects from the first on fit into a message.
    static int fitting(
            List<MailObject> objects, @Nullable String ref, String nextBatch, boolean restarted, long limit) {
        long size = envelope(ref, nextBatch, restarted);
        int count = 0;
        for (MailObject object : objects) {
            size += of(object) + (count == 0 ? 0 : 1);
            if (size > limit) {
                return count;
            }
            count++;
        }
        return count;
    }

    /// The message without its objects.
    private static long envelope(@Nullable String ref, String nextBatch, boolean restarted) {
        return (long) MESSAGE + nextBatch.length() + (ref == null ? 0 : REF + text(ref)) + (restarted ? RESTARTED : 0);
    }

    /// One object. All of its texts are of characters that JSON takes as they are.
    private static long of(MailObject object) {
        long size = OBJECT;
        size += object.id().length();
        size += object.from().wire().length();
        size += object.stored().length();
        size += base64(object.data().length());
        size += base64(object.checksum().length());
        if (object.part() != null && object.parts() != null) {
            size += PART + digits(object.part()) + digits(object.parts());
        }
        return size;
    }

    private static long digits(int number) {
        return Integer.toString(number).length();
    }

    /// Base64 without padding.
    private static int base64(int bytes) {
        return (bytes * 4 + 2) / 3;
    }

    /// Any text, as JSON in UTF-8.
    private static long text(String text) {
        return text.codePoints().mapToLong(BatchSize::character).sum();
    }

    private static int character(int codePoint) {
        return switch (codePoint) {
            case '"', '\\', '\b', '\t', '\n', '\f', '\r' -> 2;
            default -> {
                if (codePoint < ' ') {
                    yield 6;
                } else if (codePoint < 0x80) {
                    yield 1;
                } else if (codePoint < 0x800) {
                    yield 2;
                }
                yield codePoint < 0x10000 ? 3 : 4;
            }
        };
    }
}
