package one.commserver.discovery.redis;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.redis.Hearing;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;

/// Who is told of changes of presence: what this node did, behind each step, and what others did, as far as it is
/// heard.
///
/// A step of this node whose answer was lost may be done late. So for a while behind such a one what this node hears of
/// itself is told as well. Any thread.
final class PresenceNews implements Disposable {

    private static final Logger LOG = LoggerFactory.getLogger(PresenceNews.class);
    private static final Duration HEEDED = Duration.ofMinutes(1);
    private static final int NAME_BYTES = 9;
    private static final char BETWEEN = ' ';

    /// This node's name in messages.
    private final String self = Bytes.of(Randomness.bytes(NAME_BYTES)).toBase64Url();

    private final List<Consumer<Identity>> changes = new CopyOnWriteArrayList<>();
    private final List<Runnable> losses = new CopyOnWriteArrayList<>();
    private final NanoClock clock;
    private final Hearing hearing;

    private volatile boolean hasDoubts;
    private volatile long doubtsSince;

    /// @param scheduler on which listeners are called
    PresenceNews(Redis redis, Scheduler scheduler, NanoClock clock) {
        this.clock = clock;
        this.hearing = new Hearing(redis, redis.key(KeyPattern.PRESENCE), scheduler, this::heard, this::lost);
    }

    void onChange(Consumer<Identity> listener) {
        changes.add(listener);
    }

    void onLoss(Runnable listener) {
        losses.add(listener);
    }

    /// As [Hearing#check].
    Mono<Void> check() {
        return hearing.check();
    }

    /// What a script publishes if the identity's presence changes.
    String message(Identity identity) {
        return self + BETWEEN + identity.wire();
    }

    /// Tells the listeners of this node.
    void tell(Identity identity) {
        for (Consumer<Identity> listener : changes) {
            try {
                listener.accept(identity);
            } catch (RuntimeException failure) {
                LOG.error("Somebody could not be told of a change of presence", failure);
            }
        }
    }

    /// It isn't known what became of a step: it may have been done, or be done yet.
    void mayHaveChanged(Identity identity) {
        doubtsSince = clock.nanos();
        hasDoubts = true;
        tell(identity);
    }

    private void heard(byte[] bytes) {
        String message = new String(bytes, StandardCharsets.US_ASCII);
        int between = message.indexOf(BETWEEN);
        if (between < 0) {
            throw new IllegalArgumentException("no news of a presence");
        }
        if (!message.substring(0, between).equals(self) || doubts()) {
            tell(Identity.parse(message.substring(between + 1)));
        }
    }

    private boolean doubts() {
        if (hasDoubts && clock.nanos() - doubtsSince > HEEDED.toNanos()) {
            hasDoubts = false;
        }
        return hasDoubts;
    }

    private void lost() {
        losses.forEach(Runnable::run);
    }

    @Override
    public void dispose() {
        hearing.dispose();
    }
}
