package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.transport.ReadPermission;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.RegisterExtension;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;

/// Chapter 4: a node that was away for longer than its lease reads nothing until it knows whose its clients are.
@Timeout(120)
class NodesLapseIT {

    @RegisterExtension final Nodes nodes = Nodes.open(2);

    @Test
    void whatAnOlderConnectionHadSentDoesNotComeBehindTheNewerOne() {
        Joined pair = Joined.of(nodes.join(0), nodes.join(1));
        RawClient other = nodes.join(0);
        pair.works();
        sleeps();
        await().atMost(RawClient.DEADLINE).until(() -> !permission().mayRead());

        pair.opener().data(pair.here(), new byte[] {66});
        other.text("{\"type\":\"heartbeat\",\"ref\":\"later\"}");
        RawClient again = nodes.back(1, pair.opener());
        assertThat(again.hello().resumed()).isTrue();
        assertThat(other.within(Duration.ofMillis(300))).isNull();
        wakes();

        assertThat(other.nextText()).contains("later");
        assertThat(pair.acceptor().nextText()).contains("channel_interrupted");
    }

    private ReadPermission permission() {
        return nodes.node(0).context().getBean(ReadPermission.class);
    }

    private void sleeps() {
        nodes.node(0).context().getBean("registryRenewal", Disposable.class).dispose();
    }

    private void wakes() {
        try {
            Object registry = nodes.node(0).context().getBean("registry");
            var renew = registry.getClass().getDeclaredMethod("renew");
            renew.setAccessible(true);
            ((Mono<?>) renew.invoke(registry)).block(RawClient.DEADLINE);
        } catch (ReflectiveOperationException other) {
            throw new LinkageError(other.getMessage(), other);
        }
    }
}
