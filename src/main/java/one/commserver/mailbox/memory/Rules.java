package one.commserver.mailbox.memory;

import one.commserver.mailbox.MailboxProperties;

/// What is the same for all mailboxes of a store, and what they share. Times are milliseconds.
///
/// @param quota of a mailbox
/// @param share of it for one sender
record Rules(
        Usage.Quota quota,
        Usage.Quota share,
        long age,
        long idMemory,
        long partLife,
        int instances,
        Budget budget,
        Places places) {

    static Rules of(MailboxProperties properties) {
        var quota = new Usage.Quota(properties.objects(), properties.bytes().toBytes(), properties.rememberedIds());
        return new Rules(
                quota,
                quota.divided(MailboxProperties.SENDERS_SHARE),
                properties.age().toMillis(),
                properties.idMemory().toMillis(),
                properties.partLife().toMillis(),
                properties.instances(),
                new Budget(properties.memory().toBytes()),
                new Places());
    }
}
