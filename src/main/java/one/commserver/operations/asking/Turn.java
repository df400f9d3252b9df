package one.commserver.operations.asking;

import reactor.core.publisher.Mono;

import java.util.concurrent.Semaphore;

/// Lets one question at a time pass.
public final class Turn {

    private final Semaphore turn = new Semaphore(1);

    /// Does something if nothing else is being done.
    ///
    /// @return fails with a [BusyException] otherwise
    public <T> Mono<T> of(Mono<T> asking) {
        return Mono.defer(
                () -> turn.tryAcquire() ? asking.doFinally(end -> turn.release()) : Mono.error(new BusyException()));
    }
}
