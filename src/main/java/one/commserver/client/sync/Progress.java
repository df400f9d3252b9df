package one.commserver.client.sync;

import one.commserver.client.ClientException;
import one.commserver.protocol.ErrorCode;

import reactor.core.publisher.Mono;

import java.time.Duration;

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
    Mono<Void> again(Throwable failure) {
        return isPassing(failure) ? once(failure) : Mono.error(failure);
    }

    /// The same whatever the failure is.
    Mono<Void> once(Throwable failure) {
        if (++idle > PATIENCE) {
            return Mono.error(failure);
        }
        Duration pause = pause(failure);
        return pause.isZero() ? Mono.empty() : Mono.delay(pause).then();
    }

    /// Whether another time it may be otherwise: the link is lost, or the server is slow or busy.
    static boolean isPassing(Throwable failure) {
        return failure instanceof ClientException.LinkClosed
                || failure instanceof ClientException.RequestTimedOut
                || isBusy(failure);
    }

    private static boolean isBusy(Throwable failure) {
        return failure instanceof ClientException.RequestRefused refused
                && refused.error().code().equals(ErrorCode.UNAVAILABLE.wireName());
    }

    private static Duration pause(Throwable failure) {
        if (!(failure instanceof ClientException.RequestRefused refused) || !isBusy(failure)) {
            return Duration.ZERO;
        }
        Long asked = refused.error().retryAfterMs();
        Duration pause = asked == null ? PAUSE : Duration.ofMillis(asked);
        return pause.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : pause;
    }
}
