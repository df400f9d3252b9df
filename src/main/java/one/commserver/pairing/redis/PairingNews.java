package one.commserver.pairing.redis;

import one.commserver.crypto.Identity;
import one.commserver.pairing.PairingListener;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;

/// What all nodes hear of pairings, this one of its own as well: behind each change, at most once. What was told while
/// this node was away from Redis is lost; whoever asks the store still gets the right answer.
final class PairingNews {

    private static final Logger LOG = LoggerFactory.getLogger(PairingNews.class);
    private static final Duration RETRY_LEAST = Duration.ofMillis(100);
    private static final Duration RETRY_MOST = Duration.ofSeconds(5);

    private final Redis redis;
    private final List<PairingListener> listeners;

    PairingNews(Redis redis, List<PairingListener> listeners) {
        this.redis = redis;
        this.listeners = List.copyOf(listeners);
    }

    /// One thing that is told.
    record Message(boolean paired, Identity one, Identity other) {

        private static final String PAIRED = "paired";
        private static final String PARTED = "parted";

        static String paired(Identity one, Identity other) {
            return PAIRED + ' ' + one.wire() + ' ' + other.wire();
        }

        static String parted(Identity one, Identity other) {
            return PARTED + ' ' + one.wire() + ' ' + other.wire();
        }

        /// @throws IllegalArgumentException if it is none
        static Message parse(byte[] bytes) {
            String[] words = new String(bytes, StandardCharsets.US_ASCII).split(" ", -1);
            if (words.length != 3 || !(words[0].equals(PAIRED) || words[0].equals(PARTED))) {
                throw new IllegalArgumentException("no news of a pairing");
            }
            return new Message(words[0].equals(PAIRED), Identity.parse(words[1]), Identity.parse(words[2]));
        }
    }

    /// Completes when it listens; tries again and again until then.
    Mono<Void> open() {
        return redis.listen(redis.key(KeyPattern.PAIRED), this::receive)
                .retryWhen(Retry.backoff(Long.MAX_VALUE, RETRY_LEAST).maxBackoff(RETRY_MOST));
    }

    /// Begins to listen.
    ///
    /// @return stops trying to
    Disposable start() {
        return open().subscribe();
    }

    private void receive(byte[] bytes) {
        try {
            Message message = Message.parse(bytes);
            listeners.forEach(listener -> {
                if (message.paired()) {
                    listener.paired(message.one(), message.other());
                } else {
                    listener.parted(message.one(), message.other());
                }
            });
        } catch (RuntimeException failure) {
            LOG.error("News of a pairing could not be handled", failure);
        }
    }
}
