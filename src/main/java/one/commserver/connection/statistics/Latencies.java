package one.commserver.connection.statistics;

import one.commserver.connection.statistics.Statistics.LatencyBucket;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.LongAccumulator;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;

/// How long round trips took, in as many numbers as there are bounds, whatever comes. Any thread.
final class Latencies {

    /// In milliseconds, ascending.
    private static final long[] BOUNDS = {1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000};

    private final LongAdder[] counts =
            Stream.generate(LongAdder::new).limit(BOUNDS.length + 1L).toArray(LongAdder[]::new);

    /// In nanoseconds.
    private final LongAccumulator longest = new LongAccumulator(Math::max, 0);

    void add(long nanos) {
        int place = 0;
        while (place < BOUNDS.length && nanos > TimeUnit.MILLISECONDS.toNanos(BOUNDS[place])) {
            place++;
        }
        if (place == BOUNDS.length) {
            // before it is counted: whoever reads the count then knows how long it was
            longest.accumulate(nanos);
        }
        counts[place].increment();
    }

    /// The numbers as they are now.
    Reading read() {
        List<Long> read = Arrays.stream(counts).map(LongAdder::sum).toList();
        return new Reading(read, Math.ceilDiv(longest.get(), TimeUnit.MILLISECONDS.toNanos(1)));
    }

    /// @param counts by the bounds
    /// @param longest in milliseconds, of those beyond the last bound
    record Reading(List<Long> counts, long longest) {

        List<LatencyBucket> buckets() {
            var buckets = new ArrayList<LatencyBucket>();
            for (int place = 0; place < counts.size(); place++) {
                buckets.add(new LatencyBucket(place < BOUNDS.length ? BOUNDS[place] : null, counts.get(place)));
            }
            return buckets;
        }

        /// The bound that so many of a hundred didn't exceed, or the longest if that is beyond the last bound; null if
        /// there are none.
        @Nullable Long percentile(int ofHundred) {
            long all = counts.stream().mapToLong(Long::longValue).sum();
            long seen = 0;
            for (int place = 0; place < BOUNDS.length; place++) {
                seen += counts.get(place);
                if (seen > 0 && seen * 100 >= all * ofHundred) {
                    return BOUNDS[place];
                }
            }
            return all == 0 ? null : longest;
        }
    }
}
