package one.commserver.mailbox;

/// What every store of mailboxes has to pass. It uses nothing but [Mailboxes] and a clock.
///
/// Spec: chapter 9.
public interface MailboxContract
        extends PutContract, ReadContract, QuotaContract, LifetimeContract, MailboxRaceContract {}
