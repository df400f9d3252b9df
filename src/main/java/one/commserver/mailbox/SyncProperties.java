package one.commserver.mailbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// How much of the mailboxes may be on its way at a time.
///
/// Spec: chapter 9, fetching.
///
/// @param batches how many bytes of batches may be sent and not acknowledged, for all clients of this node; at least
///     1MB, and room for at least one of the largest. Beyond it who asks gets `unavailable` and tries again. The
///     default lets 256 clients with the largest batches be slow
/// @param batchPatience how long a client may leave a batch unacknowledged while others find no room; then it gets
///     `slow_consumer` and is closed
@ConfigurationProperties("commserver.mailbox")
public record SyncProperties(@DefaultValue("128MB") DataSize batches, @DefaultValue("60s") Duration batchPatience) {

    private static final DataSize LEAST = DataSize.ofMegabytes(1);

    public SyncProperties {
        if (batches.compareTo(LEAST) < 0) {
            throw new IllegalArgumentException("commserver.mailbox.batches must be at least 1MB");
        }
        if (!batchPatience.isPositive()) {
            throw new IllegalArgumentException("commserver.mailbox.batch-patience must be positive");
        }
    }
}
