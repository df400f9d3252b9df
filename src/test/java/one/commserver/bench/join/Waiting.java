package one.commserver.bench.join;

import one.commserver.bench.load.RawWebSocket;

import java.util.concurrent.CompletableFuture;

/// Waits for something that hasn't come yet, and fails when the socket does.
class Waiting implements RawWebSocket.Listener {

    private final CompletableFuture<?> awaited;

    Waiting(CompletableFuture<?> awaited) {
        this.awaited = awaited;
    }

    @Override
    public final void ended(Throwable reason) {
        awaited.completeExceptionally(reason);
    }
}
