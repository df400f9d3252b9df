package one.commserver.mailbox.redis;

import one.commserver.mailbox.MailboxContract;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.registry.TestTime;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

@Timeout(120)
class RedisMailboxesIT implements MailboxContract {

    private static RedisNodes nodes;

    @BeforeAll
    static void start() {
        nodes = new RedisNodes("--appendonly", "no");
    }

    @AfterAll
    static void stop() {
        nodes.close();
    }

    @Override
    public Mailboxes mailboxes(MailboxProperties properties, TestTime time) {
        return nodes.node(nodes.store(), properties, time, MailboxSteps.EFFORT);
    }
}
