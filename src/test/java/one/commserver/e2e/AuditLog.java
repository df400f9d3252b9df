package one.commserver.e2e;

import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// What a node writes down of its operators, from when this is opened to when it is closed. Others of this process write
/// to the same log: its own lines are known by the address that its visitors come from, which is told as `here`, or by
/// its name.
final class AuditLog implements AutoCloseable {

    private final Logger audit = (Logger) LoggerFactory.getLogger("audit");
    private final List<String> lines = new CopyOnWriteArrayList<>();
    private final AppenderBase<ILoggingEvent> appender =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    String line = event.getFormattedMessage();
                    if (line.contains(from) || line.endsWith(at)) {
                        lines.add(line.replace(from, " from here: "));
                    }
                }
            };

    private final String from;
    private final String at;

    private AuditLog(Management node) {
        from = " from " + node.visitors() + ": ";
        at = " at " + node.json("/connections").path("node").asString();
        appender.start();
        audit.addAppender(appender);
    }

    static AuditLog open(Management node) {
        return new AuditLog(node);
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
