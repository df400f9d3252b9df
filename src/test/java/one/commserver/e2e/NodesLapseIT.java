package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.transport.ReadPermission;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;

/// Chapter 4: a node that was away for longer than its lease reads nothing until it knows whose its clients are.
@Timeout(120)
class NodesLapseIT {

    @Test
    void whatAnOlderConnectionHadSentDoesNotComeBehindTheNewerOne() {
        try (var nodes = Nodes.open(2)) {
            Joined pair = Joined.of(nodes.join(0), nodes.join(1));
            RawClient other = nodes.join(0);
            pair.works();
            sleeps(nodes);
            await().until(() -> !permission(nodes).mayRead());

            pair.opener().data(pair.here(), new byte[] {66});
            other.text("{\"type\":\"heartbeat\",\"ref\":\"later\"}");
            RawClient again = nodes.back(1, pair.opener());
            assertThat(again.hello().resumed()).isTrue();
            assertThat(other.within(Duration.ofMillis(300))).isNull();
            wakes(nodes);

            assertThat(other.nextText()).contains("later");
            assertThat(pair.acceptor().nextText()).contains("channel_interrupted");
        }
    }

    private static ReadPermission permission(Nodes nodes) {
        return nodes.node(0).context().getBean(ReadPermission.class);
    }

    private static void sleeps(Nodes nodes) {
        nodes.node(0).context().getBean("registryRenewal", Disposable.class).dispose();
    }

    private static void wakes(Nodes nodes) {
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
