package one.commserver.testing;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.slf4j.LoggerFactory;

import java.util.List;

/// What a class, or all of a package, writes to the log during each test of a class that has this as an extension, on
/// the test's own thread: other tests of the same package may run beside it.
public final class LogLines implements BeforeEachCallback, AfterEachCallback {

    private final Logger logger;
    private final Level level;
    private Own lines = new Own();

    private LogLines(String name, Level level) {
        this.logger = (Logger) LoggerFactory.getLogger(name);
        this.level = level;
    }

    /// What a class writes.
    ///
    /// @param level from which on lines are written
    public static LogLines of(Class<?> writer, Level level) {
        return new LogLines(writer.getName(), level);
    }

    /// What all of a package writes.
    ///
    /// @param member of the package
    /// @param level from which on lines are written
    public static LogLines ofPackage(Class<?> member, Level level) {
        return new LogLines(member.getPackageName(), level);
    }

    /// Another level for the rest of the test.
    public void setLevel(Level other) {
        logger.setLevel(other);
    }

    /// What was written so far.
    public List<ILoggingEvent> all() {
        return List.copyOf(lines.list);
    }

    @Override
    public void beforeEach(ExtensionContext unused) {
        lines = new Own();
        lines.start();
        logger.setLevel(level);
        logger.addAppender(lines);
    }

    @Override
    public void afterEach(ExtensionContext unused) {
        logger.detachAppender(lines);
        logger.setLevel(null);
    }

    private static final class Own extends ListAppender<ILoggingEvent> {

        private final Thread owner = Thread.currentThread();

        @Override
        protected void append(ILoggingEvent event) {
            if (Thread.currentThread().equals(owner)) {
                super.append(event);
            }
        }
    }
}
