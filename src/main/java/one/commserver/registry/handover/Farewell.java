package one.commserver.registry.handover;

import one.commserver.registry.Slot;
import one.commserver.registry.SlotHolder;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.Supplier;

/// Tells holders what has become of their slot. None of them can make the registry fail or wait for ever.
///
/// @param patience for a displaced holder to stop reading
/// @param timer measures the patience
public record Farewell(Duration patience, Scheduler timer) {

    private static final Logger LOG = LoggerFactory.getLogger(Farewell.class);

    /// Displaces a holder, whether or not anybody waits for it.
    ///
    /// @return completes, never with a failure, when the holder has stopped reading. One that fails or is out of
    ///     patience counts as stopped: its slot would be lost to its owner for ever otherwise
    public CompletableFuture<@Nullable Void> displace(@Nullable SlotHolder former, boolean resumed) {
        if (former == null) {
            return CompletableFuture.completedFuture(null);
        }
        return stopped(() -> former.displaced(resumed));
    }

    /// Tells a holder that its session may have gone on elsewhere.
    ///
    /// @return as of [#displace]
    public CompletableFuture<@Nullable Void> doubt(SlotHolder holder) {
        return stopped(holder::doubted);
    }

    /// Tells a holder that its session was ended.
    ///
    /// @return as of [#displace]
    public CompletableFuture<@Nullable Void> revoke(SlotHolder holder) {
        return stopped(holder::revoked);
    }

    private CompletableFuture<@Nullable Void> stopped(Supplier<Mono<Void>> parting) {
        return Mono.defer(parting)
                .timeout(patience, timer)
                .doOnError(failure -> LOG.error("A displaced connection may still be reading", failure))
                .onErrorComplete()
                .toFuture();
    }

    /// Tells a holder of a fight.
    public void warn(SlotHolder holder, Slot slot, int displacements) {
        try {
            holder.conflict(slot, displacements);
        } catch (RuntimeException failure) {
            LOG.error("A connection could not be told of a conflict", failure);
        }
    }
}
