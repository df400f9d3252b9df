package one.commserver.registry.redis;

import one.commserver.crypto.Bytes;
import one.commserver.registry.Registration;
import one.commserver.registry.SlotHolder;
import one.commserver.registry.handover.Farewell;

import org.jspecify.annotations.Nullable;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/// One taking of a slot by a connection of this node, until it and all before it have stopped reading. Any thread.
final class Held {

    private final Registration registration;
    private final SlotHolder holder;
    private final Bytes tokenHash;
    private final CompletableFuture<@Nullable Void> before;
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private final AtomicBoolean hasLeft = new AtomicBoolean();

    /// @param before completes, and never fails, when those before it have stopped reading
    Held(Registration registration, SlotHolder holder, Bytes tokenHash, CompletableFuture<@Nullable Void> before) {
        this.registration = registration;
        this.holder = holder;
        this.tokenHash = tokenHash;
        this.before = before;
    }

    Registration registration() {
        return registration;
    }

    SlotHolder holder() {
        return holder;
    }

    Bytes tokenHash() {
        return tokenHash;
    }

    boolean isConnected() {
        return !hasLeft.get();
    }

    /// Whether those before it have stopped reading.
    boolean isAlone() {
        return before.isDone();
    }

    /// Tells the holder, once, that somebody else has the slot.
    void displace(Farewell farewell, boolean resumed) {
        if (hasLeft.compareAndSet(false, true)) {
            var _ = farewell.displace(holder, resumed).runAfterBoth(before, () -> over.complete(null));
        }
    }

    /// Its connection is gone.
    void leave() {
        if (hasLeft.compareAndSet(false, true)) {
            var _ = before.thenRun(() -> over.complete(null));
        }
    }

    /// Completes when it and all before it have stopped reading.
    CompletableFuture<@Nullable Void> over() {
        return over;
    }
}
