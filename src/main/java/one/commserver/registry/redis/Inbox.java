package one.commserver.registry.redis;

import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What other nodes tell this one. Any thread.
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Redis redis;
    private final String channel;
    private final Consumer<NodeMessage> receiver;
    private @Nullable CompletableFuture<@Nullable Boolean> opened;

    /// @param receiver is called on a thread of the connection's; must not block
    Inbox(Redis redis, String channel, Consumer<NodeMessage> receiver) {
        this.redis = redis;
        this.channel = channel;
        this.receiver = receiver;
    }

    /// Listens, if it doesn't yet; whoever asks meanwhile waits for the same.
    Mono<Void> open() {
        return Mono.defer(() -> Mono.fromFuture(opening(), true)).then();
    }

    private synchronized CompletableFuture<@Nullable Boolean> opening() {
        CompletableFuture<@Nullable Boolean> known = opened;
        if (known == null || known.isCompletedExceptionally()) {
            known = redis.listen(channel, this::receive).thenReturn(true).toFuture();
            opened = known;
        }
        return known;
    }

    /// Tells another node, which may be gone.
    CompletableFuture<@Nullable Long> tell(String node, NodeMessage.Stopped message) {
        return redis.publish(redis.key(KeyPattern.NODE, node), message.bytes()).onErrorReturn(0L).toFuture();
    }

    private void receive(byte[] message) {
        try {
            receiver.accept(NodeMessage.parse(message));
        } catch (RuntimeException failure) {
            LOG.error("A message of another node could not be handled", failure);
        }
    }
}
