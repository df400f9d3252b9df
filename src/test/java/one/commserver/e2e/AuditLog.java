package one.commserver.e2e;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What nodes of this process write down of their operators, from when this is opened to when it is closed. Opened
/// behind the start of a node, which sets up logging anew.
final class AuditLog implements AutoCloseable {

    private final Logger audit = (Logger) LoggerFactory.getLogger("audit");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    lines.add(event.getFormattedMessage());
                }
            };

    private AuditLog() {
        appender.start();
        audit.addAppender(appender);
    }

    static AuditLog open() {
        return new AuditLog();
    }

    /// Those there are now; the last one of a request comes behind its answer.
    List<String> lines() {
        return List.copyOf(lines);
    }

    /// Those there are when there are so many.
    List<String> lines(int least) {
        await().atMost(RawClient.DEADLINE).until(() -> lines.size() >= least);
        return lines();
    }

    @Override
    public void close() {
        audit.detachAppender(appender);
        appender.stop();
    }
}
