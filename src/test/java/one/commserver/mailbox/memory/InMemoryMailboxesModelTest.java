package one.commserver.mailbox.memory;

import net.jqwik.api.PropertyDefaults;

import one.commserver.mailbox.MailboxWalksContract;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.registry.TestTime;

@PropertyDefaults(tries = 1000)
class InMemoryMailboxesModelTest extends MailboxWalksContract {

    @Override
    public Mailboxes mailboxes(MailboxProperties properties, TestTime time) {
        return new InMemoryMailboxes(properties, time);
    }
}
