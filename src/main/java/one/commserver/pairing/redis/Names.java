package one.commserver.pairing.redis;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import java.nio.charset.StandardCharsets;

/// The keys of invites and pairings.
record Names(Redis redis) {

    /// One of an identity's keys.
    String of(KeyPattern pattern, Identity identity) {
        return redis.key(pattern, hash(identity));
    }

    String invite(Identity inviter, Bytes invite) {
        return redis.key(KeyPattern.INVITE, hash(inviter), invite.toBase64Url());
    }

    /// What all keys of an inviter's invites begin with.
    String invites(Identity inviter) {
        return redis.key(KeyPattern.INVITE, hash(inviter), "");
    }

    String inviter(Bytes invite) {
        return redis.key(KeyPattern.INVITER, invite.toBase64Url());
    }

    String channel() {
        return redis.key(KeyPattern.PAIRED);
    }

    private static String hash(Identity identity) {
        return Digests.sha256(identity.wire().getBytes(StandardCharsets.US_ASCII)).toBase64Url();
    }
}
