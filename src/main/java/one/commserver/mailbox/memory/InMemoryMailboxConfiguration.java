package one.commserver.mailbox.memory;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.crypto.Randomness;
import one.commserver.mailbox.MailboxProperties;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Chooses the mailboxes that live in memory.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(MailboxProperties.class)
class InMemoryMailboxConfiguration {

    /// Rare enough to cost nothing; each call to a mailbox tidies that one up.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    @Bean
    InMemoryMailboxes mailboxes(MailboxProperties properties, InstantSource clock, MeterRegistry registry) {
        Randomness.prepare();
        var mailboxes = new InMemoryMailboxes(properties, clock);
        Gauge.builder("commserver.mailbox.memory.used", mailboxes, InMemoryMailboxes::taken)
                .baseUnit("bytes")
                .register(registry);
        Gauge.builder("commserver.mailbox.mailboxes", mailboxes, InMemoryMailboxes::count).register(registry);
        return mailboxes;
    }

    @Bean(destroyMethod = "dispose")
    Disposable mailboxSweep(InMemoryMailboxes mailboxes) {
        long millis = SWEEP_EVERY.toMillis();
        return Schedulers.parallel().schedulePeriodically(mailboxes::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }
}
