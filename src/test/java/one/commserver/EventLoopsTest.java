package one.commserver;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.ResourceLock;
import org.junit.jupiter.api.parallel.Resources;

import reactor.netty.ReactorNetty;

import java.util.Optional;

@ResourceLock(Resources.SYSTEM_PROPERTIES)
class EventLoopsTest {

    private final Optional<String> before = Optional.ofNullable(System.getProperty(ReactorNetty.IO_WORKER_COUNT));

    @AfterEach
    void restore() {
        before.ifPresentOrElse(
                value -> System.setProperty(ReactorNetty.IO_WORKER_COUNT, value),
                () -> System.clearProperty(ReactorNetty.IO_WORKER_COUNT));
    }

    @Test
    void thereAreAsManyAsProcessors() {
        System.clearProperty(ReactorNetty.IO_WORKER_COUNT);

        EventLoops.asManyAsProcessors();

        assertThat(Integer.getInteger(ReactorNetty.IO_WORKER_COUNT))
                .isEqualTo(Runtime.getRuntime().availableProcessors());
    }

    @Test
    void whatSomebodyHasChosenStays() {
        System.setProperty(ReactorNetty.IO_WORKER_COUNT, "7");

        EventLoops.asManyAsProcessors();

        assertThat(System.getProperty(ReactorNetty.IO_WORKER_COUNT)).isEqualTo("7");
    }
}
