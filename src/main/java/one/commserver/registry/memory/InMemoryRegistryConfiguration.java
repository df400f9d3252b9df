package one.commserver.registry.memory;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.registry.NodeId;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.handover.Farewell;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;
import one.commserver.transport.ReadPermission;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.Disposable;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.time.InstantSource;
import java.util.concurrent.TimeUnit;

/// Chooses the registry that lives in memory.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.MEMORY)
@EnableConfigurationProperties(RegistryProperties.class)
class InMemoryRegistryConfiguration {

    /// Rare enough to cost nothing; between two of them each call to the registry tidies up a little.
    private static final Duration SWEEP_EVERY = Duration.ofSeconds(10);

    @Bean
    InMemoryRegistry registry(
            NodeId node,
            RegistryProperties properties,
            InForce<ConnectionLimits> limits,
            NanoClock clock,
            InstantSource time) {
        var rules = new IdentitySlots.Rules(node, properties, limits, new EpochClock(time), new Remembered());
        return new InMemoryRegistry(
                rules, clock, new Farewell(properties.displacementPatience(), Schedulers.parallel()));
    }

    @Bean
    ReadPermission readPermission() {
        return ReadPermission.ALWAYS;
    }

    @Bean(destroyMethod = "dispose")
    Disposable registrySweep(InMemoryRegistry registry) {
        long millis = SWEEP_EVERY.toMillis();
        return Schedulers.parallel().schedulePeriodically(registry::sweep, millis, millis, TimeUnit.MILLISECONDS);
    }
}
