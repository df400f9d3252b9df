package one.commserver.health;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.transport.ConnectionManager;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.scheduler.Scheduler;

import java.time.InstantSource;
import java.util.List;

/// Starts the watch over the links. Each bean that is an [EvictionListener] hears of evictions.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(HealthProperties.class)
class HealthConfiguration {

    @Bean
    EvictionListener evictionLog(MeterRegistry registry) {
        return new EvictionLog(registry);
    }

    @Bean
    HealthMonitor healthMonitor(
            ConnectionManager connections,
            HealthProperties properties,
            Scheduler timers,
            NanoClock clock,
            InstantSource wallClock,
            List<EvictionListener> listeners) {
        return new HealthMonitor(connections, properties, timers, clock, wallClock, listeners);
    }

    /// The bus is there with Redis only.
    @Bean
    NodeReadiness nodeReadiness(
            ApplicationAvailability availability,
            @Qualifier("busHealthIndicator") ObjectProvider<HealthIndicator> bus,
            MeterRegistry registry) {
        return new NodeReadiness(availability, bus.getIfAvailable(), registry);
    }

    /// Up while the timer ticks.
    @Bean
    HealthIndicator watchHealthIndicator(HealthMonitor monitor) {
        return () -> (monitor.isTicking() ? Health.up() : Health.down()).build();
    }
}
