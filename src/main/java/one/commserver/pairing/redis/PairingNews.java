package one.commserver.pairing.redis;

import one.commserver.crypto.Identity;
import one.commserver.pairing.PairingListener;
import one.commserver.redis.Hearing;
import one.commserver.redis.KeyPattern;
import one.commserver.redis.Redis;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// What all nodes hear of pairings, this one of its own as well: behind each change, at most once. What was told while
/// this node was away from Redis is lost; whoever asks the store still gets the right answer.
final class PairingNews {

    private static final Logger LOG = LoggerFactory.getLogger(PairingNews.class);
    private static final Duration CHECK_EVERY = Duration.ofSeconds(1);

    private final Hearing hearing;
    private final PairingListener listener;

    PairingNews(Redis redis, PairingListener listener) {
        this.listener = listener;
        this.hearing =
                new Hearing(
                        redis,
                        redis.key(KeyPattern.PAIRED),
                        Schedulers.parallel(),
                        this::receive,
                        () -> LOG.info("News of pairings may have been missed"));
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

    /// As [Hearing#check].
    Mono<Void> check() {
        return hearing.check();
    }

    /// Begins to listen, and sees to it that it does.
    ///
    /// @return the end of it
    Disposable start() {
        CompletableFuture<@Nullable Void> checks =
                Flux.interval(Duration.ZERO, CHECK_EVERY, Schedulers.parallel())
                        .onBackpressureDrop()
                        .concatMap(tick -> check().onErrorComplete(), 1)
                        .then(Mono.<Void>empty())
                        .toFuture();
        return () -> {
            checks.cancel(true);
            hearing.dispose();
        };
    }

    private void receive(byte[] bytes) {
        try {
            Message message = Message.parse(bytes);
            if (message.paired()) {
                listener.paired(message.one(), message.other());
            } else {
                listener.parted(message.one(), message.other());
            }
        } catch (RuntimeException failure) {
            LOG.error("News of a pairing could not be handled", failure);
        }
    }
}
