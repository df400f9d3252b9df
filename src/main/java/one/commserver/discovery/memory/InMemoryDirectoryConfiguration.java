package one.commserver.discovery.memory;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.discovery.DiscoveryMeter;
import one.commserver.discovery.DiscoveryProperties;
import one.commserver.registry.RegistryProperties;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;
import one.commserver.telemetry.Meters;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Chooses the directory that lives in memory.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.MEMORY)
class InMemoryDirectoryConfiguration {

    /// How much later than it is so peers hear that somebody has gone by the time that has passed.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(1);

    @Bean
    InMemoryDirectory directory(
            DiscoveryProperties properties, RegistryProperties sessions, InstantSource clock, MeterRegistry meters) {
        var directory =
                new InMemoryDirectory(
                        new InMemoryDirectory.Rules(
                                properties.memory().toBytes(),
                                sessions.sessionTimeToLive(),
                                sessions.rememberedPerIdentity()),
                        clock);
        var shown = new Meters(meters);
        shown.gauge(DiscoveryMeter.MEMORY, directory, InMemoryDirectory::taken);
        shown.gauge(DiscoveryMeter.ENTRIES, directory, InMemoryDirectory::count);
        return directory;
    }

    @Bean(destroyMethod = "dispose")
    Disposable directorySweep(InMemoryDirectory directory) {
        long millis = SWEEP_EVERY.toMillis();
        return Schedulers.parallel().schedulePeriodically(directory::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }
}
