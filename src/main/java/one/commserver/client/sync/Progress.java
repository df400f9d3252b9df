package one.commserver.client.sync;

import one.commserver.client.ClientException;
import one.commserver.protocol.ErrorCode;

import reactor.core.Exceptions;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import java.time.Duration;
import java.util.function.Predicate;

/// Whether it is worth going on after a break. For one thread at a time.
final class Progress {

    /// How many breaks in a row may come without anything getting done in between.
    private static final int PATIENCE = 5;

    /// How long to wait for a server that is busy and doesn't say for how long.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(60);

    private int idle;
    private int furthest;

    /// Something got done.
    void made() {
        idle = 0;
    }

    /// A part is stored. One that was stored before already is no progress.
    void stored(int part) {
        if (part > furthest) {
            furthest = part;
            made();
        }
    }

    /// Waits until it is worth trying once more.
    ///
    /// @return completes then; fails with the failure if it isn't
    private Mono<Void> again(Throwable failure) {
        return isPassing(failure) ? once(failure) : Mono.error(failure);
    }

    /// The same whatever the failure is.
    private Mono<Void> once(Throwable failure) {
        if (++idle > PATIENCE) {
            return Mono.error(failure);
        }
        Duration pause = pause(failure);
        return pause.isZero() ? Mono.empty() : Mono.delay(pause).then();
    }

    /// Tries as often as it is worth it.
    Retry retries() {
        return retries(failure -> false);
    }

    /// The same.
    ///
    /// @param alsoPassing what else may be otherwise another time
    Retry retries(Predicate<Throwable> alsoPassing) {
        return Retry.from(signals ->
                signals.concatMap(signal -> {
                    Throwable failure = one(signal.failure());
                    return (alsoPassing.test(failure) ? once(failure) : again(failure)).thenReturn(failure);
                }));
    }

    /// Of those that have failed together, as parts of an object that are lost with one link.
    private static Throwable one(Throwable failure) {
        return Exceptions.unwrapMultiple(failure).getFirst();
    }

    /// Whether another time it may be otherwise: the link is lost, too much is asked at once, or the server is slow,
    /// busy or in trouble.
    static boolean isPassing(Throwable failure) {
        return switch (failure) {
            case ClientException.LinkClosed lost -> true;
            case ClientException.RequestTimedOut slow -> true;
            case ClientException.TooManyRequests busy -> true;
            case ClientException.RequestRefused refused ->
                    refused.error().retry() == ErrorCode.Retry.NOW
                            || refused.error().category() == ErrorCode.Category.SERVER;
            default -> false;
        };
    }

    /// The first link behind a lost one is waited for anyway.
    private static Duration pause(Throwable failure) {
        if (failure instanceof ClientException.TooManyRequests) {
            return PAUSE;
        }
        if (!(failure instanceof ClientException.RequestRefused refused)) {
            return Duration.ZERO;
        }
        Long asked = refused.error().retryAfterMs();
        Duration pause = asked == null ? PAUSE : Duration.ofMillis(asked);
        Duration bounded = pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
        return refused.error().retry() == ErrorCode.Retry.NOW && asked == null ? Duration.ZERO : bounded;
    }
}
