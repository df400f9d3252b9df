package one.commserver.testing;

import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.logging.LoggingSystemFactory;
import org.springframework.boot.logging.logback.LogbackLoggingSystem;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// The framework's logging, set up by the first application of this process and left alone by the others. By itself it
/// is set up anew behind the end of each, which takes away whatever a test listens with.
///
/// The levels that an application is told are set all the same.
final class LoggingOnce extends LogbackLoggingSystem {

    private LoggingOnce(ClassLoader loader) {
        super(loader);
    }

    /// Would have it set up anew by the next one.
    @Override
    public void cleanUp() {}

    /// Found by the framework through `META-INF/spring.factories`.
    @Order(Ordered.HIGHEST_PRECEDENCE)
    static final class Factory implements LoggingSystemFactory {

        @Override
        public LoggingSystem getLoggingSystem(ClassLoader loader) {
            return new LoggingOnce(loader);
        }
    }
}
