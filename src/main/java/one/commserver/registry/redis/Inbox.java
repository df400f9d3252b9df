package one.commserver.registry.redis;

import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import java.util.concurrent.CompletableFuture;
import java.util.function.Consumer;

/// What other nodes tell this one. It subscribes again whenever a connection was made anew, for the driver's own
/// attempt may have failed. Any thread.
final class Inbox {

    private static final Logger LOG = LoggerFactory.getLogger(Inbox.class);

    private final Redis redis;
    private final String channel;
    private final Consumer<NodeMessage> receiver;
    private @Nullable CompletableFuture<@Nullable Boolean> opened;
    private boolean isListening;

    /// How often connections had been made when it was opened last.
    private long connects;

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
        // read first: whatever connects from now on is found next time
        long current = redis.connections().connects();
        boolean isOver = known != null && known.isDone() && (known.isCompletedExceptionally() || current != connects);
        if (known == null || isOver) {
            Mono<Void> listening = isListening ? redis.listenAgain(channel) : redis.listen(channel, this::receive);
            connects = current;
            known = listening.doOnSuccess(done -> listens()).thenReturn(true).toFuture();
            opened = known;
        }
        return known;
    }

    private synchronized void listens() {
        isListening = true;
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
