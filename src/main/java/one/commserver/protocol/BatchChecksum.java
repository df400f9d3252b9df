package one.commserver.protocol;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.SyncMessage.MailObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// What the checksum of a batch covers: what its objects are, by their own checksums, their order, and the cursor
/// behind them. Fields are the UTF-8 bytes of the JSON strings as they travel, numbers their decimal digits.
///
/// Spec: chapter 9, the checksum of a batch.
public final class BatchChecksum {

    /// Names protocol and purpose.
    public static final String LABEL = "commserver/1 sync batch";

    private BatchChecksum() {}

    /// What `checksum` of `sync_data` has to be.
    ///
    /// @param objects in the batch's order
    /// @param nextBatch the batch's cursor
    public static Bytes of(List<MailObject> objects, String nextBatch) {
        return transcript(objects, nextBatch).sha256();
    }

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
