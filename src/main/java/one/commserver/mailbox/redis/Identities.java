package one.commserver.mailbox.redis;

import com.github.benmanes.caffeine.cache.Caffeine;
import com.github.benmanes.caffeine.cache.LoadingCache;

import one.commserver.crypto.Identity;

/// Identities by their spelling: checking one is arithmetic on a curve, and the same come again and again. Any thread.
final class Identities {

    private static final int MOST = 10_000;

    private final LoadingCache<String, Identity> known =
            Caffeine.newBuilder().maximumSize(MOST).executor(Runnable::run).build(Identity::parse);

    Identity of(String wire) {
        return known.get(wire);
    }
}
