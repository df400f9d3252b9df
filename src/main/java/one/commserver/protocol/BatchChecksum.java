package one.commserver.protocol;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.SyncMessage.MailObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the checksum of a batch covers: each object's checksum and all that the server says about it, and the cursor
/// behind them.
///
/// Spec: chapter 9, fetching.
public final class BatchChecksum {

    /// The transcript starts with it.
    public static final String LABEL = "commserver/1 sync batch";

    private BatchChecksum() {}

    /// The checksum of a batch.
    ///
    /// @param objects in their order; their data counts by its checksum
    /// @param nextBatch the cursor behind them
    public static Bytes of(List<MailObject> objects, String nextBatch) {
        return transcript(objects, nextBatch).sha256();
    }

    /// What is hashed.
    static Transcript transcript(List<MailObject> objects, String nextBatch) {
        Transcript transcript = Transcript.labelled(LABEL);
        for (MailObject object : objects) {
            transcript
                    .add(object.id())
                    .add(object.from().wire())
                    .add(object.stored())
                    .add(object.checksum().toBase64Url())
                    .add(digits(object.part()))
                    .add(digits(object.parts()));
        }
        return transcript.add(nextBatch);
    }

    private static @Nullable String digits(@Nullable Integer number) {
        return number == null ? null : Integer.toString(number);
    }
}
