package one.commserver.connection;

import java.time.Duration;

/// A clock that never goes back, in nanoseconds since an unknown moment. Differences mean something, readings
/// don't.
@FunctionalInterface
public interface NanoClock {

    /// The reading.
    long nanos();

    /// How long ago a reading was.
    default Duration since(long reading) {
        return Duration.ofNanos(nanos() - reading);
    }
}
