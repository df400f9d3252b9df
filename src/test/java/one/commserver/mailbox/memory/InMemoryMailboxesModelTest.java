package one.commserver.mailbox.memory;

import one.commserver.mailbox.MailboxModelContract;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.registry.TestTime;

class InMemoryMailboxesModelTest extends MailboxModelContract {

    @Override
    public Mailboxes mailboxes(MailboxProperties properties, TestTime time) {
        return new InMemoryMailboxes(properties, time);
    }
}
