package one.commserver.relay;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.limits.SizeLimits;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryProperties;
import one.commserver.relay.bounds.ChannelNumbers;
import one.commserver.relay.bounds.Memory;
import one.commserver.relay.bounds.Parking;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.scheduler.Scheduler;

/// Wires the relay.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class RelayConfiguration {

    @Bean
    Relay relay(
            Registry registry,
            CallPolicy policy,
            RelayProperties properties,
            SizeLimits limits,
            RegistryProperties sessions,
            NanoClock clock,
            Scheduler timers,
            MeterRegistry meters) {
        return new Relay(
                registry,
                policy,
                new Relay.Rules(
                        limits.channels(),
                        properties.pendingOffers(),
                        limits.channelWindow().toBytes(),
                        limits.connectionWindow().toBytes(),
                        properties.offerTimeout(),
                        properties.closeTimeout(),
                        timers,
                        new Memory(properties.memory().toBytes(), timers),
                        new RelayMeters(meters)),
                new Parking<>(
                        sessions.remembered(), sessions.rememberedPerIdentity(), sessions.sessionTimeToLive(), timers),
                new ChannelNumbers(sessions.sessionTimeToLive(), sessions.remembered(), clock));
    }
}
