package one.commserver.relay.bus.redis;

import io.lettuce.core.pubsub.RedisPubSubAdapter;
import io.lettuce.core.pubsub.StatefulRedisPubSubConnection;

import one.commserver.redis.RedisConnections;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// Listens on a node's channel. The driver subscribes again when its connection is back, but not when the channel's
/// slot has moved to another server, and not when its attempt has failed: so whoever hears nothing calls [#renew].
final class Subscription extends RedisPubSubAdapter<String, byte[]> {

    private static final Logger LOG = LoggerFactory.getLogger(Subscription.class);

    private final RedisConnections connections;
    private final String channel;
    private final Consumer<byte[]> listener;
    private @Nullable StatefulRedisPubSubConnection<String, byte[]> connection;
    private @Nullable Future<?> attempt;
    private boolean isClosed;
    private volatile boolean isSubscribed;
    private final AtomicBoolean isRefused = new AtomicBoolean();

    /// @param listener is called on a thread of the connection's
    Subscription(RedisConnections connections, String channel, Consumer<byte[]> listener) {
        this.connections = connections;
        this.channel = channel;
        this.listener = listener;
    }

    /// Subscribes, once more if it has done so before: that does no harm. Any thread.
    synchronized void renew() {
        if (isClosed) {
            return;
        }
        var known = connection;
        if (known != null) {
            var _ = known.async().ssubscribe(channel).whenComplete((done, failure) -> asked(failure));
        } else if (attempt == null || attempt.isDone()) {
            attempt = connections.nodesPubSub().doOnNext(this::connected).toFuture();
        }
    }

    private synchronized void connected(StatefulRedisPubSubConnection<String, byte[]> newConnection) {
        if (connection == null && !isClosed) {
            connection = newConnection;
            newConnection.addListener(this);
            renew();
        }
    }

    /// Tells once why; the next answer makes it news again.
    private void asked(@Nullable Throwable failure) {
        if (failure == null) {
            isRefused.set(false);
        } else if (isRefused.compareAndSet(false, true)) {
            LOG.warn(
                    "This node can't listen to the others: {}. Redis must be 7.0 or newer, and its user may need &<key"
                            + " prefix>:*",
                    failure.toString());
        }
    }

    /// Whether it has ever been subscribed.
    boolean isSubscribed() {
        return isSubscribed;
    }

    @Override
    public void smessage(String from, byte[] message) {
        if (from.equals(channel)) {
            listener.accept(message);
        }
    }

    @Override
    public void ssubscribed(String to, long count) {
        isSubscribed = true;
    }

    /// The slot has moved.
    @Override
    public void sunsubscribed(String from, long count) {
        renew();
    }

    synchronized void close() {
        isClosed = true;
        var known = connection;
        if (known != null) {
            known.removeListener(this);
            var _ = known.async().sunsubscribe(channel);
        }
    }
}
