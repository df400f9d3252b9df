package one.commserver.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What goes wrong in servers and clients of this process, from when this is opened to when it is closed, whether
/// anybody is told or not: a task of a timer, of an event loop or of a link that has ended has nobody else to tell. For
/// tests beside which no others run.
public final class Failures implements AutoCloseable {

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    if (isFailure(event)) {
                        lines.add(event + "\n" + ThrowableProxyUtil.asString(event.getThrowableProxy()));
                    }
                }
            };

    private Failures() {
        appender.start();
        root.addAppender(appender);
    }

    /// From now on.
    public static Failures watch() {
        return new Failures();
    }

    /// Nothing has gone wrong so far.
    ///
    /// @param when what has been done
    public void areNone(String when) {
        assertThat(lines).as("failures that were written to the log %s", when).isEmpty();
    }

    /// Netty only warns of a task that fails.
    private static boolean isFailure(ILoggingEvent event) {
        return event.getLevel().isGreaterOrEqual(Level.ERROR)
                || (event.getLevel().equals(Level.WARN)
                        && event.getThrowableProxy() != null
                        && event.getLoggerName().startsWith("io.netty."));
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        appender.stop();
    }
}
