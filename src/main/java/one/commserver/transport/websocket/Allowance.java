package one.commserver.transport.websocket;

import one.commserver.limits.InForce;
import one.commserver.limits.RateLimits;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// How fast connections may send by the limits in force, made once for all of them. Any thread.
final class Allowance {

    private final InForce<RateLimits> limits;
    private volatile Allowed last;

    /// What is allowed while the same limits are in force.
    ///
    /// @param frames null: any number
    /// @param bytes null: any number
    record Allowed(RateLimits limits, @Nullable Pace frames, @Nullable Pace bytes) {}

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
                pace(limits.messagesPerSecond(), limits.burst()),
                pace(limits.bytesPerSecond().toBytes(), limits.burst()));
    }

    private static @Nullable Pace pace(long perSecond, Duration burst) {
        return perSecond == 0 ? null : new Pace(perSecond, burst);
    }

    /// How much may come in a time, as the time that it takes to earn it. So what a connection has sent of it is one
    /// number: when it will have earned a whole burst again.
    ///
    /// @param perSecond frames or bytes, at least one
    /// @param burstNanos what may come at once, in nanoseconds
    record Pace(long perSecond, long burstNanos) {

        private static final long SECOND = Duration.ofSeconds(1).toNanos();

        /// @param burst at least one may come at once, however short it is
        private Pace(long perSecond, Duration burst) {
            this(perSecond, Math.max(nanosFor(1, perSecond), burst.toNanos()));
        }

        /// Spends some, whether it was earned or not.
        ///
        /// @param whole when there was or will be a whole burst, by the same clock as now
        /// @param now in nanoseconds
        /// @param count at most some thousand million
        /// @return when there will be a whole burst
        long spend(long whole, long now, long count) {
            return Math.max(whole - now, 0) + now + nanosFor(count, perSecond);
        }

        /// How long nothing more may come.
        ///
        /// @return nanoseconds; zero if there is something to spend
        long debt(long whole, long now) {
            return Math.max(whole - now - burstNanos, 0);
        }

        private static long nanosFor(long count, long perSecond) {
            return Math.ceilDiv(count * SECOND, perSecond);
        }
    }
}
