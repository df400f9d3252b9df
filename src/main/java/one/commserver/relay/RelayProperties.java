package one.commserver.relay;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// How channels are opened and closed.
///
/// @param policy who may open a channel to whom
/// @param offerTimeout how long an offer waits for somebody to accept it
/// @param pendingOffers how many unanswered offers a connection may have got; what is offered to it beyond that looks
///     to the opener like nobody being there. No opener gets more than a quarter of them
/// @param closeTimeout how long what was sent before a close may take to leave; the rest is dropped
/// @param memory how many bytes of data may wait in this node for their receivers, over all channels; beyond it the
///     fullest channels are interrupted, which loses nothing, and go on when there is room; at least 1 MiB
@ConfigurationProperties("commserver.relay")
public record RelayProperties(
        @DefaultValue("open") Policy policy,
        @DefaultValue("10s") Duration offerTimeout,
        @DefaultValue("16") int pendingOffers,
        @DefaultValue("10s") Duration closeTimeout,
        @DefaultValue("256MB") DataSize memory) {

    /// Who may open a channel to whom.
    public enum Policy {
        /// Everybody who is authenticated to everybody.
        OPEN
    }

    public RelayProperties {
        if (!offerTimeout.isPositive()) {
            throw new IllegalArgumentException("commserver.relay.offer-timeout must be positive");
        }
        if (pendingOffers < 1) {
            throw new IllegalArgumentException("commserver.relay.pending-offers must be at least 1");
        }
        if (!closeTimeout.isPositive()) {
            throw new IllegalArgumentException("commserver.relay.close-timeout must be positive");
        }
        if (memory.toMegabytes() < 1) {
            throw new IllegalArgumentException("commserver.relay.memory must be at least 1MB");
        }
    }
}
