package one.commserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.LoggerContext;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.util.LogbackMDCAdapter;
import ch.qos.logback.core.AppenderBase;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;

/// A console that nobody reads.
class LogQueueTest {

    private final CountDownLatch read = new CountDownLatch(1);
    private final Queue<String> written = new ConcurrentLinkedQueue<>();
    private final SimpleMeterRegistry registry = new SimpleMeterRegistry();
    private final LoggerContext context = new LoggerContext();
    private final Logger root = context.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final AppenderBase<ILoggingEvent> console =
            new AppenderBase<>() {
                @Override
                protected void append(ILoggingEvent event) {
                    try {
                        read.await();
                    } catch (InterruptedException stopped) {
                        Thread.currentThread().interrupt();
                    }
                    written.add(event.getFormattedMessage() + event.getKeyValuePairs());
                }
            };

    @BeforeEach
    void install() {
        context.setMDCAdapter(new LogbackMDCAdapter());
        console.setContext(context);
        console.setName("CONSOLE");
        console.start();
        root.setLevel(Level.INFO);
        root.addAppender(console);
        LogQueue.install(registry, context);
        LogQueue.install(registry, context);
    }

    @AfterEach
    void stop() {
        read.countDown();
        context.stop();
    }

    @Test
    @Timeout(30)
    void nobodyWaitsForItAndWhatIsMissingIsCounted() {
        int lines = 3 * LogQueue.LINES;
        for (int i = 0; i < lines; i++) {
            root.info("line {}", i);
        }

        double dropped = registry.get("commserver.log.dropped").counter().count();
        assertThat(written).isEmpty();
        assertThat(dropped).isBetween((double) LogQueue.LINES, 3.0 * LogQueue.LINES - 1);

        read.countDown();
        context.stop();
        // whoever stops it waits for a second at most
        await().until(() -> written.size() >= lines - (int) dropped);
        assertThat(written).hasSize(lines - (int) dropped).first().isEqualTo("line 0null");
    }

    @Test
    @Timeout(30)
    void whatWasTakenIsWrittenAtTheEnd() {
        read.countDown();
        root.atInfo().addKeyValue("connection.id", "c1").log("the last");

        context.stop();

        await().until(() -> !written.isEmpty());
        assertThat(written).containsExactly("the last[connection.id=\"c1\"]");
    }
}
