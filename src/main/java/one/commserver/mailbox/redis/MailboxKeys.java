package one.commserver.mailbox.redis;

import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.stream.Stream;

/// Where a mailbox lies. Its keys are at one place of a cluster, its shard at another.
///
/// @param name of the mailbox, in keys
/// @param keys in the order in which scripts want them
record MailboxKeys(String name, List<String> keys) {

    /// Mailboxes that are due are kept in so many places, so that a cluster shares the work.
    static final int SHARDS = 16;

    static MailboxKeys of(Redis redis, Identity owner) {
        return of(redis, Digests.sha256(owner.wire().getBytes(StandardCharsets.US_ASCII)).toBase64Url());
    }

    static MailboxKeys of(Redis redis, String name) {
        List<String> keys =
                Stream.of(
                                KeyPattern.MAIL,
                                KeyPattern.MAIL_LOG,
                                KeyPattern.MAIL_DATA,
                                KeyPattern.MAIL_MEMORY,
                                KeyPattern.MAIL_PARTIAL,
                                KeyPattern.MAIL_PAST,
                                KeyPattern.MAIL_READERS)
                        .map(pattern -> redis.key(pattern, name))
                        .toList();
        return new MailboxKeys(name, keys);
    }

    /// Those of the mailbox's shard: what is due, what is looked after.
    List<String> shard(Redis redis) {
        return shard(redis, name.charAt(0) % SHARDS);
    }

    static List<String> shard(Redis redis, int shard) {
        String number = String.valueOf(shard);
        return List.of(redis.key(KeyPattern.MAIL_DUE, number), redis.key(KeyPattern.MAIL_SWEPT, number));
    }
}
