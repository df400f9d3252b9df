package one.commserver.trend;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.util.concurrent.TimeUnit;

/// Has trends read their signals as often as their finest window has steps. On a thread of its own: a mean over all
/// connections takes a while when there are many, and whoever hears of an alert may take some, too.
final class Sampler implements AutoCloseable {

    private static final Logger LOG = LoggerFactory.getLogger(Sampler.class);

    private final Trends trends;
    private final Scheduler thread = Schedulers.newSingle("trends", true);

    Sampler(Trends trends) {
        this.trends = trends;
        long pace = Span.MINUTE.step().toMillis();
        var _ = thread.schedulePeriodically(this::sample, pace, pace, TimeUnit.MILLISECONDS);
    }

    /// One that fails must not be the last one.
    private void sample() {
        try {
            trends.sample();
        } catch (RuntimeException failure) {
            LOG.error("signals could not be read", failure);
        }
    }

    @Override
    public void close() {
        thread.dispose();
    }
}
