package one.commserver.mailbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

/// How much of the mailboxes may be on its way at a time.
///
/// Spec: chapter 9, fetching.
///
/// @param batches how much data of all clients of this node may be on its way and not acknowledged; at least 1MB. Beyond
///     it who asks gets `unavailable` and tries again. The default lets 256 clients with the largest batches be slow
@ConfigurationProperties("commserver.mailbox")
public record SyncProperties(@DefaultValue("128MB") DataSize batches) {

    private static final DataSize LEAST = DataSize.ofMegabytes(1);

    public SyncProperties {
        if (batches.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("commserver.mailbox.batches must be at least 1MB");
        }
    }
}
