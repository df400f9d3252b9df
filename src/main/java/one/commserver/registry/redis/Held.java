package one.commserver.registry.redis;

import one.commserver.crypto.Bytes;
import one.commserver.registry.Registration;
import one.commserver.registry.SlotHolder;
import one.commserver.registry.handover.Farewell;

import org.jspecify.annotations.Nullable;

import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Supplier;

/// One taking of a slot by a connection of this node, until it and all before it have stopped reading. Any thread.
final class Held {

    private final Remembered.Session session;
    private final SlotHolder holder;
    private final CompletableFuture<@Nullable Void> before;
    private final CompletableFuture<@Nullable Void> over = new CompletableFuture<>();
    private final AtomicBoolean hasLeft = new AtomicBoolean();
    private volatile boolean isDisplaced;
    private volatile CompletableFuture<@Nullable Void> renewal = CompletableFuture.completedFuture(null);

    /// Redis doesn't know of it.
    private volatile boolean isUnsettled;

    /// @param before completes, and never fails, when those before it have stopped reading
    /// @param isUnsettled whether only this node has decided
    Held(Remembered.Session session, SlotHolder holder, CompletableFuture<@Nullable Void> before, boolean isUnsettled) {
        this.session = session;
        this.holder = holder;
        this.before = before;
        this.isUnsettled = isUnsettled;
    }

    Remembered.Session session() {
        return session;
    }

    Registration registration() {
        return session.registration();
    }

    SlotHolder holder() {
        return holder;
    }

    Bytes tokenHash() {
        return session.tokenHash();
    }

    List<String> marks() {
        return session.marks();
    }

    /// Whether somebody else got the slot while it was connected.
    boolean isDisplaced() {
        return isDisplaced;
    }

    boolean isUnsettled() {
        return isUnsettled;
    }

    /// Redis knows of it.
    void settled() {
        isUnsettled = false;
    }

    boolean isConnected() {
        return !hasLeft.get();
    }

    /// Whether those before it have stopped reading.
    boolean isAlone() {
        return before.isDone();
    }

    /// Tells the holder, once, that somebody else has the slot.
    ///
    /// @return completes, and never fails, when it has stopped reading
    CompletableFuture<@Nullable Void> displace(Farewell farewell, boolean resumed) {
        return part(() -> farewell.displace(holder, resumed));
    }

    /// Tells the holder, once, that somebody has the slot at another node.
    ///
    /// @param resumed whether that is the same session
    /// @return as of [#displace]
    CompletableFuture<@Nullable Void> overtake(Farewell farewell, boolean resumed) {
        return part(() -> resumed && isUnsettled ? farewell.doubt(holder) : farewell.displace(holder, resumed));
    }

    /// Tells the holder, once, that its session was ended.
    ///
    /// @return as of [#displace]
    CompletableFuture<@Nullable Void> revoke(Farewell farewell) {
        return part(() -> farewell.revoke(holder));
    }

    private CompletableFuture<@Nullable Void> part(Supplier<CompletableFuture<@Nullable Void>> telling) {
        if (!hasLeft.compareAndSet(false, true)) {
            return over;
        }
        isDisplaced = true;
        var stopped = telling.get();
        var _ = stopped.runAfterBoth(before, () -> over.complete(null));
        return stopped;
    }

    /// Redis is about to be told that it still holds the slot.
    ///
    /// @param told completes, and never fails, when that has been heard or given up
    /// @return false if it has left: then nothing must be told
    boolean renew(CompletableFuture<@Nullable Void> told) {
        renewal = told;
        return isConnected();
    }

    /// Completes, and never fails, when nothing is on its way any more that says that it holds the slot. Once it has
    /// left: what is said behind this isn't undone.
    CompletableFuture<@Nullable Void> renewed() {
        return renewal;
    }

    /// Its connection is gone.
    ///
    /// @return whether it had the slot until now
    boolean leave() {
        if (!hasLeft.compareAndSet(false, true)) {
            return false;
        }
        var _ = before.thenRun(() -> over.complete(null));
        return true;
    }

    /// Completes when it and all before it have stopped reading.
    CompletableFuture<@Nullable Void> over() {
        return over;
    }
}
