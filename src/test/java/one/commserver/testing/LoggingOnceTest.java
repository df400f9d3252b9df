package one.commserver.testing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.builder.SpringApplicationBuilder;

class LoggingOnceTest {

    @Test
    void whoListensGoesOnListeningWhenAnotherApplicationBegins() {
        beginAndEnd();
        Logger root = (Logger) LoggerFactory.getLogger(org.slf4j.Logger.ROOT_LOGGER_NAME);
        var listener = new ListAppender<ILoggingEvent>();
        root.addAppender(listener);
        try {
            beginAndEnd();

            assertThat(root.isAttached(listener)).isTrue();
        } finally {
            root.detachAppender(listener);
        }
    }

    private static void beginAndEnd() {
        new SpringApplicationBuilder(LoggingOnceTest.class).web(WebApplicationType.NONE).run().close();
    }
}
