package one.commserver.drain;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.limits.InForce;
import one.commserver.registry.Registry;
import one.commserver.transport.ConnectionManager;
import one.commserver.transport.Gate;
import one.commserver.transport.TransportProperties;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.DefaultLifecycleProcessor;

import reactor.core.scheduler.Scheduler;

import java.time.Duration;

/// Wires draining.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DrainProperties.class)
class DrainConfiguration {

    @Bean
    InForce<DrainProperties> drainInForce(DrainProperties atStart) {
        return new InForce<>(atStart);
    }

    @Bean
    Drain drain(
            ConnectionManager connections,
            Gate gate,
            Registry registry,
            InForce<DrainProperties> properties,
            TransportProperties transport,
            ApplicationEventPublisher events,
            Scheduler timers,
            NanoClock clock,
            MeterRegistry meters) {
        var node =
                new Drain.Node(connections, gate, ready -> publish(events, ready), registry.sessionsOutliveTheirNode());
        return new Drain(node, properties, transport.closePatience(), timers, clock, new DrainMeters(meters));
    }

    /// Spring waits for this phase as long as a drain may take, and a moment, whatever it grants the others.
    @Bean
    DrainLifecycle drainLifecycle(
            Drain drain, DrainProperties properties, ObjectProvider<DefaultLifecycleProcessor> processors) {
        Duration longest = properties.limit().plus(Drain.CUTTING).plusSeconds(1);
        processors.ifAvailable(
                processor -> processor.setTimeoutForShutdownPhase(DrainLifecycle.PHASE, longest.toMillis()));
        return new DrainLifecycle(drain);
    }

    private static void publish(ApplicationEventPublisher events, boolean ready) {
        AvailabilityChangeEvent.publish(
                events, events, ready ? ReadinessState.ACCEPTING_TRAFFIC : ReadinessState.REFUSING_TRAFFIC);
    }
}
