package one.commserver.mailbox;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.limits.SizeLimits;
import one.commserver.pairing.Pairings;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires synchronisation.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SyncProperties.class)
class SyncConfiguration {

    @Bean
    SyncService syncService(
            Mailboxes mailboxes,
            Pairings pairings,
            SyncProperties properties,
            SizeLimits limits,
            MeterRegistry registry) {
        var batches = new BatchMemory(properties.batches().toBytes());
        var sizes = new SyncService.Sizes((int) limits.syncObject().toBytes(), (int) limits.textMessage().toBytes());
        return new SyncService(mailboxes, pairings, batches, sizes, new SyncMeters(registry, batches));
    }
}
