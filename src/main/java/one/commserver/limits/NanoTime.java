package one.commserver.limits;

import io.github.bucket4j.TimeMeter;

import java.util.function.LongSupplier;

/// A clock that was handed in, as buckets read it.
///
/// @param nanos never goes back, as [System#nanoTime]
public record NanoTime(LongSupplier nanos) implements TimeMeter {
    @Override
    public long currentTimeNanos() {
        return nanos.getAsLong();
    }

    @Override
    public boolean isWallClockBased() {
        return false;
    }
}
