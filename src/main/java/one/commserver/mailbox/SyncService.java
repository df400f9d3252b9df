package one.commserver.mailbox;

import org.jspecify.annotations.Nullable;

/// What the synchronisations of all connections share.
public final class SyncService {

    /// One connection's part in it.
    public SyncExchange begin(SyncExchange.Member member) {
        return new SyncExchange(member, this);
    }

    @Nullable String refOf(SyncExchange.Member member, @Nullable String ref) {
        return ref == null ? member.identity().wire() : ref;
    }
}
