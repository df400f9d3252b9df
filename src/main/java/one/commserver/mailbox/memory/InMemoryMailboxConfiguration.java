package one.commserver.mailbox.memory;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.crypto.Randomness;
import one.commserver.mailbox.MailboxMeter;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;
import one.commserver.telemetry.Meters;

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
@StoredIn(Storage.MEMORY)
@EnableConfigurationProperties(MailboxProperties.class)
class InMemoryMailboxConfiguration {

    /// Rare enough to cost nothing; each call to a mailbox tidies that one up.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    @Bean
    InMemoryMailboxes mailboxes(MailboxProperties properties, InstantSource clock, MeterRegistry registry) {
        Randomness.prepare();
        var mailboxes = new InMemoryMailboxes(properties, clock);
        var meters = new Meters(registry);
        meters.gauge(MailboxMeter.MEMORY, mailboxes, InMemoryMailboxes::taken);
        meters.gauge(MailboxMeter.MAILBOXES, mailboxes, InMemoryMailboxes::count);
        return mailboxes;
    }

    @Bean(destroyMethod = "dispose")
    Disposable mailboxSweep(InMemoryMailboxes mailboxes) {
        long millis = SWEEP_EVERY.toMillis();
        return Schedulers.parallel().schedulePeriodically(mailboxes::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }
}
