package one.commserver.mailbox;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.util.unit.DataSize;

import java.time.Duration;

/// How much is kept for whoever is away, and for how long.
///
/// Spec: chapter 9.
///
/// @param bytes how much data a mailbox holds; at least 4KB. Beyond it, as with `objects` and `remembered-ids`, a
///     sender gets `mailbox_full`; a quarter of each is the most for one sender
/// @param objects how many objects and parts a mailbox holds; at least 4
/// @param age how long an object is kept at most, and how long an instance may stay away before it is forgotten; at
///     most 3650d
/// @param rememberedIds how many ids a mailbox remembers, those of the objects in it included; not fewer than
///     `objects`. An object in parts counts once for each part that came
/// @param idMemory how long an id is remembered behind delivery or expiry of its object; at most 3650d
/// @param partLife how long the parts of an object that isn't complete are kept behind the last one that came; at
///     most 3650d
/// @param instances how many instances of an identity a mailbox knows; 1 to 256. One more gets `limit_instances`
/// @param memory how much all mailboxes of this node may take in memory, as counted by their data and an allowance for
///     each object, id, sender and instance; at least 1MB. Beyond it a sender gets `mailbox_full`. Instances may take
///     half of it; one more that isn't known yet gets `limit_instances`. It has no effect where nodes share a Redis:
///     there the memory of that is the bound
@ConfigurationProperties("commserver.mailbox")
public record MailboxProperties(
        @DefaultValue("64MB") DataSize bytes,
        @DefaultValue("10000") int objects,
        @DefaultValue("30d") Duration age,
        @DefaultValue("100000") int rememberedIds,
        @DefaultValue("24h") Duration idMemory,
        @DefaultValue("24h") Duration partLife,
        @DefaultValue("16") int instances,
        @DefaultValue("256MB") DataSize memory) {

    private static final DataSize LEAST_BYTES = DataSize.ofKilobytes(4);
    private static final DataSize LEAST_MEMORY = DataSize.ofMegabytes(1);
    private static final Duration LONGEST = Duration.ofDays(3650);
    private static final int MOST_INSTANCES = 256;

    /// What of a mailbox is the most for one sender: this part of it.
    public static final int SENDERS_SHARE = 4;

    public MailboxProperties {
        check("bytes", bytes.compareTo(LEAST_BYTES) >= 0, "at least 4KB");
        check("objects", objects >= SENDERS_SHARE, "at least " + SENDERS_SHARE);
        checkTime("age", age);
        check("remembered-ids", rememberedIds >= objects, "not fewer than objects");
        checkTime("id-memory", idMemory);
        checkTime("part-life", partLife);
        check("instances", instances >= 1 && instances <= MOST_INSTANCES, "1 to " + MOST_INSTANCES);
        check("memory", memory.compareTo(LEAST_MEMORY) >= 0, "at least 1MB");
    }

    private static void checkTime(String name, Duration value) {
        check(name, value.isPositive() && value.compareTo(LONGEST) <= 0, "positive, and at most 3650d");
    }

    private static void check(String name, boolean isGood, String rule) {
        if (!isGood) {
            throw new IllegalArgumentException("commserver.mailbox." + name + " must be " + rule);
        }
    }
}
