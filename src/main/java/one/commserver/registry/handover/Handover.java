package one.commserver.registry.handover;

import one.commserver.registry.Decision;

import reactor.core.publisher.Mono;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// The end of a decision: either the claimant learns of its slot or the slot is given back.
public final class Handover {

    private Handover() {}

    /// Emits the decision to one claimant.
    ///
    /// @param decided what becomes of the claim; goes on whether or not the claimant waits
    /// @param giveBack is run, once, if the claimant gives up before it has read the decision, whenever that is
    /// @param afterwards is run when the claimant has read the decision
    public static Mono<Decision> emit(CompletableFuture<Decision> decided, Runnable giveBack, Runnable afterwards) {
        // Either the claimant learns of its slot or it has cancelled: one of them, whatever the moment.
        var isSettled = new AtomicBoolean();
        return Mono.fromFuture(decided, true)
                .doOnCancel(() -> {
                    if (isSettled.compareAndSet(false, true)) {
                        giveBack.run();
                    }
                })
                .filter(decision -> isSettled.compareAndSet(false, true))
                .doAfterTerminate(afterwards);
    }
}
