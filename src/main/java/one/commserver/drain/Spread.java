package one.commserver.drain;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import java.util.stream.LongStream;

/// How the clients' moments lie in the window.
public enum Spread {
    /// At equal distances, the first one at its beginning.
    EVEN {
        @Override
        LongStream nanos(int count, long window, RandomGenerator random) {
            return LongStream.range(0, count).map(number -> (long) ((double) window / count * number));
        }
    },
    /// Each drawn for itself: what several nodes that drain together do doesn't fall into step.
    RANDOM {
        @Override
        LongStream nanos(int count, long window, RandomGenerator random) {
            return LongStream.generate(() -> (long) (window * random.nextDouble())).limit(count);
        }
    };

    abstract LongStream nanos(int count, long window, RandomGenerator random);

    /// A moment for each of so many clients, in nanoseconds from the window's beginning, ascending.
    long[] moments(int count, Duration window, RandomGenerator random) {
        long[] moments = nanos(count, window.toNanos(), random).toArray();
        Arrays.sort(moments);
        return moments;
    }
}
