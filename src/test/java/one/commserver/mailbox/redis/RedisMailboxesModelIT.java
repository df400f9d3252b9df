package one.commserver.mailbox.redis;

import net.jqwik.api.lifecycle.AfterContainer;
import net.jqwik.api.lifecycle.BeforeContainer;

import one.commserver.mailbox.MailboxFewWalksContract;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.registry.TestTime;

/// A step may tidy one thing only, so each is run again and again, and between two runs there is everything that there
/// can be.
class RedisMailboxesModelIT extends MailboxFewWalksContract {

    private static RedisNodes nodes;

    @BeforeContainer
    static void start() {
        nodes = new RedisNodes("--appendonly", "no");
    }

    @AfterContainer
    static void stop() {
        nodes.close();
    }

    @Override
    public Mailboxes mailboxes(MailboxProperties properties, TestTime time) {
        return nodes.node(nodes.store(), properties, time, 1);
    }
}
