package one.commserver.discovery.redis;

import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// The keys of the directory.
record DirectoryKeys(Redis redis) {

    /// When identities are to be looked at is kept in so many places, so that a cluster shares the work.
    static final int PARTS = 16;

    /// What an identity has.
    List<String> of(Identity identity) {
        return List.of(redis.key(KeyPattern.DIRECTORY, hash(identity)));
    }

    /// Those of the identity's part.
    List<String> part(Identity identity) {
        return part(hash(identity).charAt(0) % PARTS);
    }

    /// When its identities are to be looked at, and which of them a node is looking at.
    List<String> part(int number) {
        String part = String.valueOf(number);
        return List.of(redis.key(KeyPattern.ENDS, part), redis.key(KeyPattern.LOOKED_AT, part));
    }

    private static String hash(Identity identity) {
        return Digests.sha256(identity.wire().getBytes(StandardCharsets.US_ASCII)).toBase64Url();
    }
}
