package one.commserver.protocol;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.SyncMessage.MailObject;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// placeholder
public final class BatchChecksum {
    private BatchChecksum() {}

    /// placeholder
    public static Bytes of(List<MailObject> objects, String nextBatch) {
        Transcript transcript = Transcript.labelled("commserver/1 sync batch");
        for (MailObject object : objects) {
            transcript
                    .add(object.id())
                    .add(object.from().wire())
                    .add(object.stored())
                    .add(object.checksum().toBase64Url())
                    .add(digits(object.part()))
                    .add(digits(object.parts()));
        }
        return transcript.add(nextBatch).sha256();
    }

    private static @Nullable String digits(@Nullable Integer number) {
        return number == null ? null : Integer.toString(number);
    }
}
