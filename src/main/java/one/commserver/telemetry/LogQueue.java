package one.commserver.telemetry;

import ch.qos.logback.classic.AsyncAppender;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.Appender;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.ILoggerFactory;

import java.util.List;

/// Stands before the console and the log file and gives them lines on a thread of its own: a pipe that nobody reads, or
/// a slow disk, never holds up an event loop. What doesn't fit into the queue is dropped and counted.
///
/// What it stands before is made as always, in text or JSON as configured. Lines that were taken are written at the end
/// of the process, unless that takes longer than a second.
final class LogQueue extends AsyncAppender {

    /// How many lines may wait.
    static final int LINES = 4_096;

    /// As many threads may add a line at the same moment.
    private static final int MARGIN = 64;

    /// The names that Spring Boot gives to what it makes.
    private static final List<String> SLOW = List.of("CONSOLE", "FILE");

    /// The one meter.
    private enum Meter implements ServerMeter {
        DROPPED;

        @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
        private final MeterSpec spec =
                MeterSpec.counter(
                        "commserver.log.dropped",
                        "Lines that are missing in the log, because what it is written to was too slow.");

        @Override
        public MeterSpec spec() {
            return spec;
        }
    }

    private final Counter dropped;

    private LogQueue(Appender<ILoggingEvent> slow, Counter dropped) {
        this.dropped = dropped;
        setName(slow.getName());
        setContext(slow.getContext());
        setQueueSize(LINES);
        setDiscardingThreshold(0);
        setNeverBlock(true);
        addAppender(slow);
    }

    /// Puts one before each of the two that there is; before none twice.
    static Counter install(MeterRegistry registry, ILoggerFactory loggers) {
        Counter dropped = new Meters(registry).counter(Meter.DROPPED);
        if (loggers instanceof LoggerContext context) {
            Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
            SLOW.forEach(name -> install(root, name, dropped));
        }
        return dropped;
    }

    private static void install(Logger root, String name, Counter dropped) {
        Appender<ILoggingEvent> slow = root.getAppender(name);
        if (slow != null && !(slow instanceof LogQueue)) {
            var queue = new LogQueue(slow, dropped);
            queue.start();
            root.detachAppender(slow);
            root.addAppender(queue);
        }
    }

    @Override
    protected void append(ILoggingEvent event) {
        if (getRemainingCapacity() < MARGIN) {
            dropped.increment();
            return;
        }
        super.append(event);
    }
}
