package one.commserver.health;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;

import java.time.Duration;
import java.time.Instant;

/// A connection is about to be cut because it has died.
///
/// @param why what its close frame will say
/// @param lastSeen when it last showed a sign of life
/// @param silentFor how long ago that was
public record Eviction(Connection connection, CloseReason why, Instant lastSeen, Duration silentFor) {

    /// Who it is, with a shortened identity.
    @Override
    public String toString() {
        ConnectionLabels labels = connection.labels();
        ConnectionKind kind = labels.kind();
        return "Eviction[%s, %s, %s, %s, last seen %s, silent for %d ms]"
                .formatted(
                        connection.id(),
                        labels.identity() == null ? "unknown" : labels.identity(),
                        kind == null ? "none" : kind.wireName(),
                        why,
                        lastSeen,
                        silentFor.toMillis());
    }
}
