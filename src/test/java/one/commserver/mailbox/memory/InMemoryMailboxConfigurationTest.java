package one.commserver.mailbox.memory;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.testing.Nonsense;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.util.unit.DataSize;

import reactor.core.Disposable;

import java.time.Duration;
import java.time.InstantSource;

class InMemoryMailboxConfigurationTest {

    private final ApplicationContextRunner runner =
            new ApplicationContextRunner()
                    .withUserConfiguration(InMemoryMailboxConfiguration.class)
                    .withBean(InstantSource.class, InstantSource::system)
                    .withBean(MeterRegistry.class, SimpleMeterRegistry::new);

    @Test
    void offersMailboxesWithTheDefaultsOfTheSpec() {
        runner.run(context -> {
            assertThat(context).hasSingleBean(Mailboxes.class);
            assertThat(context.getBean(MailboxProperties.class))
                    .isEqualTo(
                            new MailboxProperties(
                                    DataSize.ofMegabytes(64),
                                    10_000,
                                    Duration.ofDays(30),
                                    100_000,
                                    Duration.ofDays(1),
                                    Duration.ofDays(1),
                                    16,
                                    DataSize.ofMegabytes(256)));
        });
    }

    @Test
    void theSweepEndsWithTheContext() {
        var sweep = new Disposable[1];

        runner.run(context -> sweep[0] = context.getBean("mailboxSweep", Disposable.class));

        assertThat(sweep[0].isDisposed()).isTrue();
    }

    @ParameterizedTest
    @CsvSource({
        "bytes, 4095B",
        "objects, 3",
        "age, 0s",
        "age, 3651d",
        "remembered-ids, 9999",
        "id-memory, -1s",
        "part-life, 0s",
        "instances, 0",
        "instances, 257",
        "memory, 1023KB",
    })
    void nonsenseIsRefusedByName(String name, String value) {
        Nonsense.isRefusedByName(runner, "commserver.mailbox." + name, value);
    }
}
