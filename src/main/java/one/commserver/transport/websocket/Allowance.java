package one.commserver.transport.websocket;

import io.github.bucket4j.Bandwidth;
import io.github.bucket4j.BandwidthBuilder;

import one.commserver.limits.InForce;
import one.commserver.limits.RateLimits;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How fast connections may send by the limits in force, made once for all of them. Any thread.
final class Allowance {

    private static final Duration SECOND = Duration.ofSeconds(1);

    private final InForce<RateLimits> limits;
    private volatile Allowed last;

    /// What is allowed while the same limits are in force.
    ///
    /// @param frames null: any number
    /// @param bytes null: any number
    record Allowed(RateLimits limits, @Nullable Bandwidth frames, @Nullable Bandwidth bytes) {}

    Allowance(InForce<RateLimits> limits) {
        this.limits = limits;
        this.last = allowed(limits.now());
    }

    /// What is allowed now: the same object until the limits are changed.
    @SuppressWarnings("ReferenceEquality") // the limits are the same object, too, and this is asked for each read
    Allowed now() {
        RateLimits inForce = limits.now();
        Allowed known = last;
        if (known.limits != inForce) {
            known = allowed(inForce);
            last = known;
        }
        return known;
    }

    private static Allowed allowed(RateLimits limits) {
        return new Allowed(
                limits,
                bandwidth(limits.messagesPerSecond(), limits.burst()),
                bandwidth(limits.bytesPerSecond().toBytes(), limits.burst()));
    }

    private static @Nullable Bandwidth bandwidth(long perSecond, Duration burst) {
        if (perSecond == 0) {
            return null;
        }
        long capacity = Math.max(1, (long) (perSecond * (burst.toNanos() / (double) SECOND.toNanos())));
        return BandwidthBuilder.builder().capacity(capacity).refillGreedy(perSecond, SECOND).build();
    }
}
