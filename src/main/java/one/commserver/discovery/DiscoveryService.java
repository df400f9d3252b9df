package one.commserver.discovery;

import org.jspecify.annotations.Nullable;

/// What the discoveries of all connections share.
public final class DiscoveryService {

    /// One connection's part in it.
    public DiscoveryExchange begin(DiscoveryExchange.Member member) {
        return new DiscoveryExchange(member, this);
    }

    @Nullable String refOf(DiscoveryExchange.Member member, @Nullable String ref) {
        return ref == null ? member.identity().wire() : ref;
    }
}
