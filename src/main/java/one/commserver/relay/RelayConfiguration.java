package one.commserver.relay;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.limits.InForce;
import one.commserver.limits.SizeLimits;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryProperties;
import one.commserver.relay.bounds.ChannelNumbers;
import one.commserver.relay.bounds.Memory;
import one.commserver.relay.bounds.Parking;
import one.commserver.relay.bus.Alone;
import one.commserver.relay.bus.Bus;
import one.commserver.relay.channel.CallPolicy;
import one.commserver.relay.channel.RelayMeters;
import one.commserver.relay.channel.Rules;
import one.commserver.relay.record.SessionRecords;
import one.commserver.relay.remote.Books;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;
import one.commserver.tracing.Tracing;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.scheduler.Scheduler;

/// Wires the relay.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(RelayProperties.class)
class RelayConfiguration {

    @Bean
    @StoredIn(Storage.MEMORY)
    Bus aloneBus(NodeId self) {
        return new Alone(self);
    }

    @Bean
    @StoredIn(Storage.MEMORY)
    SessionRecords noSessionRecords() {
        return SessionRecords.NONE;
    }

    @Bean
    InForce<RelayProperties> relayInForce(RelayProperties atStart) {
        return new InForce<>(atStart);
    }

    @Bean
    Memory relayMemory(InForce<RelayProperties> properties, Bus bus, Scheduler timers) {
        var memory = new Memory(() -> properties.now().memory().toBytes(), timers);
        memory.countAlso(bus::waiting);
        // nobody would look before the next frame
        properties.onChange(changed -> memory.check());
        return memory;
    }

    /// Stops hearing others before the bus ends, and after all clients have gone.
    @Bean(initMethod = "start", destroyMethod = "stop")
    Relay relay(
            Registry registry,
            CallPolicy policy,
            RelayProperties properties,
            SizeLimits limits,
            RegistryProperties sessions,
            Bus bus,
            SessionRecords records,
            Memory memory,
            NanoClock clock,
            Scheduler timers,
            MeterRegistry meters,
            Tracing tracing) {
        var books = new Books(records, timers);
        return new Relay(
                registry,
                policy,
                new Rules(
                        limits.channels(),
                        properties.pendingOffers(),
                        limits.channelWindow().toBytes(),
                        limits.connectionWindow().toBytes(),
                        limits.messageWindow(),
                        properties.offerTimeout(),
                        properties.closeTimeout(),
                        timers,
                        memory,
                        new RelayMeters(meters),
                        books,
                        tracing),
                new Parking<>(
                        sessions.remembered(), sessions.rememberedPerIdentity(), sessions.sessionTimeToLive(), timers),
                new ChannelNumbers(sessions.sessionTimeToLive(), sessions.remembered(), clock),
                bus,
                books,
                clock,
                sessions.sessionTimeToLive());
    }
}
