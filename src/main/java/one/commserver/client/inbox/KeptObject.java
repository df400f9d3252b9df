package one.commserver.client.inbox;

import one.commserver.client.sync.ReceivedPart;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.sealing.InvalidSealedObjectException;
import one.commserver.protocol.sealing.ObjectPart;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;

/// What a [DirectoryInbox] has of one object.
///
/// @param first the object's first part
/// @param stored since when the server has had that, by its word
/// @param next which part comes next, one more than there are behind the last one
/// @param length of those before it, in bytes
record KeptObject(Identity sender, ObjectPart first, Instant stored, int next, long length) {

    /// More than any takes.
    static final int MAX_ENCODED = 1024;

    private static final String FORM = "commserver inbox 1";
    private static final int LINES = 9;

    /// Before anything of it is there.
    static KeptObject begun(ReceivedPart part) {
        return new KeptObject(part.sender(), part.part().at(1), part.stored(), 1, 0);
    }

    /// With the next part.
    KeptObject with(byte[] part) {
        return new KeptObject(sender, first, stored, next + 1, length + part.length);
    }

    boolean isComplete() {
        return next > first.parts();
    }

    /// Tells objects apart.
    Bytes digest() {
        return digest(sender, first);
    }

    /// Tells objects apart, whichever part it is.
    static Bytes digest(Identity sender, ObjectPart part) {
        return Transcript.labelled(FORM).add(sender.wire()).add(part.id()).add(part.series().toByteArray()).sha256();
    }

    /// Tells senders' ids apart.
    static Bytes digest(Identity sender, String id) {
        return Transcript.labelled(FORM).add(sender.wire()).add(id).sha256();
    }

    byte[] encoded() {
        return String.join(
                        "\n",
                        FORM,
                        sender.wire(),
                        first.id(),
                        first.series().toBase64Url(),
                        Integer.toString(first.parts()),
                        WireTime.format(first.sent()),
                        WireTime.format(stored),
                        Integer.toString(next),
                        Long.toString(length))
                .getBytes(StandardCharsets.UTF_8);
    }

    /// @param from named where it isn't one
    static KeptObject decode(byte[] encoded, Path from) throws IOException {
        List<String> lines = new String(encoded, StandardCharsets.UTF_8).lines().toList();
        if (lines.size() != LINES || !lines.getFirst().equals(FORM)) {
            throw new IOException(from + " says nothing about an object");
        }
        try {
            ObjectPart first =
                    new ObjectPart(
                            lines.get(2),
                            Bytes.fromBase64Url(lines.get(3)),
                            1,
                            Integer.parseInt(lines.get(4)),
                            WireTime.parse(lines.get(5)));
            return new KeptObject(
                    Identity.parse(lines.get(1)),
                    first,
                    WireTime.parse(lines.get(6)),
                    Integer.parseInt(lines.get(7)),
                    Long.parseLong(lines.get(8)));
        } catch (IllegalArgumentException | InvalidSealedObjectException | DateTimeException damaged) {
            throw new IOException(from + " says nothing about an object", damaged);
        }
    }
}
