package one.commserver.mailbox;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.limits.SizeLimits;
import one.commserver.pairing.Pairings;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.util.concurrent.TimeUnit;

/// Wires synchronisation.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SyncProperties.class)
class SyncConfiguration {

    /// For checksums and large batches. Of each connection one task is here at most, so what waits is bounded.
    @Bean(destroyMethod = "dispose")
    Scheduler syncWorkers() {
        return Schedulers.newParallel("sync", Runtime.getRuntime().availableProcessors(), true);
    }

    /// Often enough that nobody who is here is forgotten, whenever it came.
    @Bean(destroyMethod = "dispose")
    Disposable syncReminder(SyncService service, MailboxProperties properties) {
        long millis = Math.max(1, properties.age().toMillis() / 4);
        return Schedulers.parallel().schedulePeriodically(service::remind, millis, millis, TimeUnit.MILLISECONDS);
    }

    @Bean
    SyncService syncService(
            Mailboxes mailboxes,
            Pairings pairings,
            SyncProperties properties,
            SizeLimits sizes,
            Scheduler syncWorkers,
            MeterRegistry registry,
            NanoClock ticks) {
        long message = sizes.textMessage().toBytes();
        long most = Math.max(message, properties.batches().toBytes());
        var batches = new BatchMemory(most, properties.batchPatience(), ticks::nanos);
        var meters = new SyncMeters(registry, batches);
        return new SyncService(
                new SyncService.Parts(
                        mailboxes,
                        pairings,
                        batches,
                        meters,
                        syncWorkers,
                        new SyncService.Limits(sizes.syncObject().toBytes(), message)));
    }
}
