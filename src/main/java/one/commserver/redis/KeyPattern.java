package one.commserver.redis;

import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// Each key that is ever written, and each channel. `docs/redis.md` tells how long they live and how large they become.
///
/// What stands in braces decides the place in a cluster: keys that change in one script share it.
public enum KeyPattern {
    /// The slots of one identity.
    SLOTS("{<identity>}:slots", Type.HASH),
    /// The nodes that live, with the end of their leases.
    NODES("{nodes}", Type.SORTED_SET),
    /// What nodes tell one node.
    NODE("node:<node>", Type.CHANNEL),
    /// What other nodes ask one node, and what they answer it.
    ASK("ask:<node>", Type.CHANNEL),
    /// What a mailbox holds in all, and how far it is.
    MAIL("{<identity>}:mail", Type.HASH),
    /// The objects of a mailbox that can be read, in their order.
    MAIL_LOG("{<identity>}:mail:log", Type.SORTED_SET),
    /// The data of a mailbox's elements.
    MAIL_DATA("{<identity>}:mail:data", Type.HASH),
    /// What a mailbox remembers of objects and senders.
    MAIL_MEMORY("{<identity>}:mail:memory", Type.HASH),
    /// Objects that aren't complete.
    MAIL_PARTIAL("{<identity>}:mail:partial", Type.SORTED_SET),
    /// Objects that were delivered or have expired.
    MAIL_PAST("{<identity>}:mail:past", Type.SORTED_SET),
    /// The known instances of a mailbox's owner.
    MAIL_READERS("{<identity>}:mail:readers", Type.HASH),
    /// Mailboxes of a shard with the time when something in them is past its own.
    MAIL_DUE("{mail-<shard>}:due", Type.SORTED_SET),
    /// Mailboxes of a shard that a node looks after.
    MAIL_SWEPT("{mail-<shard>}:swept", Type.SORTED_SET),
    /// By which cursors are told from those of another store.
    MAIL_INCARNATION("mail:incarnation", Type.STRING),
    /// What happens in mailboxes.
    MAIL_EVENTS("mail:events", Type.CHANNEL),
    /// What nodes tell one node of channels, sharded.
    BUS("bus:<node>", Type.CHANNEL),
    /// Which channels a session has.
    SESSION("{<identity>}:session:<session>", Type.HASH),
    /// What became of an identity's invites.
    INVITES("{<identity>}:invites", Type.HASH),
    /// One of its invites, and who has redeemed it.
    INVITE("{<identity>}:invite:<invite>", Type.HASH),
    /// Whose an invite's id is.
    INVITER("{<invite>}:inviter", Type.STRING),
    /// Who has joined an identity by its invites, and what proves it.
    JOINERS("{<identity>}:joiners", Type.HASH),
    /// With whom an identity is paired, in the order in which it came to be.
    PAIRINGS("{<identity>}:pairings", Type.SORTED_SET),
    /// Whom an identity is about to join.
    JOINING("{<identity>}:joining", Type.SORTED_SET),
    /// The last place in an identity's order.
    LAST_PLACE("{<identity>}:place", Type.STRING),
    /// Who is paired and who isn't any more.
    PAIRED("paired", Type.CHANNEL),
    /// What an identity has announced and published.
    DIRECTORY("{<identity>}:directory", Type.HASH),
    /// When the identities of a part are to be looked at in the directory.
    ENDS("{ends-<part>}", Type.SORTED_SET),
    /// Identities of a part that a node is looking at.
    LOOKED_AT("{ends-<part>}:looked-at", Type.SORTED_SET),
    /// Whose presence has changed.
    PRESENCE("presence", Type.CHANNEL),
    /// Until when somebody pays off what it did too often.
    LIMIT("limit:<name>:<key>", Type.STRING);

    private static final Pattern PLACE = Pattern.compile("<[a-z-]+>");

    private final String pattern;
    private final Type type;

    /// What lies there.
    public enum Type {
        STRING,
        HASH,
        LIST,
        SET,
        SORTED_SET,
        STREAM,
        /// Nothing: messages pass through.
        CHANNEL
    }

    KeyPattern(String pattern, Type type) {
        this.pattern = pattern;
        this.type = type;
    }

    /// Behind the key prefix and a colon; what varies stands in angle brackets.
    public String pattern() {
        return pattern;
    }

    public Type type() {
        return type;
    }

    /// The key.
    ///
    /// @param prefix of all keys, [RedisProperties#keyPrefix]
    /// @param values of what varies, in order
    /// @throws IllegalArgumentException if there aren't as many as vary
    public String key(String prefix, String... values) {
        var left = List.of(values).iterator();
        Matcher places = PLACE.matcher(pattern);
        StringBuilder key = new StringBuilder(prefix).append(':');
        while (places.find()) {
            if (!left.hasNext()) {
                throw new IllegalArgumentException(pattern + " needs more values");
            }
            places.appendReplacement(key, Matcher.quoteReplacement(left.next()));
        }
        if (left.hasNext()) {
            throw new IllegalArgumentException(pattern + " needs fewer values");
        }
        return places.appendTail(key).toString();
    }
}
