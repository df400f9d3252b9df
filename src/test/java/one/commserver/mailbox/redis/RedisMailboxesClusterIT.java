package one.commserver.mailbox.redis;

import one.commserver.mailbox.MailboxContract;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.registry.TestTime;
import one.commserver.testing.RedisCluster;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Timeout;

/// Mailboxes in a cluster do what all mailboxes do.
@Timeout(120)
class RedisMailboxesClusterIT implements MailboxContract {

    private static RedisCluster cluster;
    private static RedisNodes nodes;

    @BeforeAll
    static void start() {
        cluster = RedisCluster.start();
        nodes = new RedisNodes(cluster);
    }

    @AfterAll
    static void stop() {
        nodes.close();
        cluster.close();
    }

    @Override
    public Mailboxes mailboxes(MailboxProperties properties, TestTime time) {
        return nodes.node(nodes.store(), properties, time, MailboxSteps.EFFORT);
    }
}
