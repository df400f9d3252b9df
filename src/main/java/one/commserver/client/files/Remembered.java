package one.commserver.client.files;

import one.commserver.crypto.Bytes;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.zip.CRC32C;

/// A set of digests on disk that keeps the youngest and forgets the others. Each one that is added is safe at once: it
/// is a record of a number, the digest and a checksum, written over the oldest one. For one thread at a time.
public final class Remembered {

    private static final int DIGEST = 32;
    private static final int RECORD = Long.BYTES + DIGEST + Integer.BYTES;

    private final Disk disk;
    private final Path file;
    private final int most;
    private final Set<Bytes> digests = new LinkedHashSet<>();
    private long next = 1;

    private record Numbered(long number, Bytes digest) {}

    /// Reads what is there; a record that was cut counts as none.
    ///
    /// @param most how many it keeps; also counts for what a larger one has left
    public Remembered(Disk disk, Path file, int most) throws IOException {
        this.disk = disk;
        this.file = file;
        this.most = most;
        byte[] content = disk.read(file, most * RECORD).orElse(new byte[0]);
        List<Numbered> records = new ArrayList<>();
        for (int at = 0; at + RECORD <= content.length; at += RECORD) {
            ByteBuffer record = ByteBuffer.wrap(content, at, RECORD);
            long number = record.getLong();
            byte[] digest = new byte[DIGEST];
            record.get(digest);
            if (number > 0 && record.getInt() == checksum(content, at)) {
                records.add(new Numbered(number, Bytes.of(digest)));
            }
        }
        records.sort(Comparator.comparingLong(Numbered::number));
        records.forEach(known -> {
            digests.add(known.digest());
            next = known.number() + 1;
        });
    }

    /// Whether it is known.
    public boolean contains(Bytes digest) {
        return digests.contains(digest);
    }

    /// The number that the next one gets. Grows with each.
    public long next() {
        return next;
    }

    /// Adds one, and forgets the oldest if there are too many. One that is known stays where it is.
    ///
    /// @param digest of 32 bytes
    /// @param number at least [#next]
    public void add(Bytes digest, long number) throws IOException {
        if (digests.contains(digest)) {
            return;
        }
        ByteBuffer record = ByteBuffer.allocate(RECORD).putLong(number).put(digest.toByteArray());
        record.putInt(checksum(record.array(), 0));
        disk.overwrite(file, number % most * RECORD, record.array());
        next = number + 1;
        digests.add(digest);
        if (digests.size() > most) {
            digests.remove(digests.iterator().next());
        }
    }

    private static int checksum(byte[] records, int at) {
        var checksum = new CRC32C();
        checksum.update(records, at, Long.BYTES + DIGEST);
        return (int) checksum.getValue();
    }
}
