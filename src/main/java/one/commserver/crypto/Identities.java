package one.commserver.crypto;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;

/// Identities by their spelling: checking one is arithmetic on a curve, and the same come again and again. At most
/// 10,000 are remembered. Any thread.
public final class Identities {

    private static final int MOST = 10_000;

    private final LoadingCache<String, Identity> known =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build(Identity::parse);

    /// As [Identity#parse].
    ///
    /// @throws InvalidIdentityException if it is none
    public Identity of(String wire) {
        return known.get(wire);
    }
}
