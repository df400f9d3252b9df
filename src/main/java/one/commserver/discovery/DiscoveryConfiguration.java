package one.commserver.discovery;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.address.EndpointRules;
import one.commserver.connection.NanoClock;
import one.commserver.handshake.Audiences;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimiters;
import one.commserver.pairing.InviteHolders;
import one.commserver.pairing.Pairings;
import one.commserver.telemetry.Meters;
import one.commserver.verification.SignatureChecker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.InstantSource;

/// Wires discovery.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(DiscoveryProperties.class)
class DiscoveryConfiguration {

    @Bean
    InForce<DiscoveryProperties> discoveryInForce(DiscoveryProperties atStart) {
        return new InForce<>(atStart);
    }

    @Bean
    PresenceFeed presenceFeed(Pairings pairings, Directory directory, Scheduler timers, MeterRegistry meters) {
        var feed = new PresenceFeed(pairings, directory, Schedulers.parallel(), timers);
        new Meters(meters).gauge(DiscoveryMeter.SUBSCRIBERS, feed, PresenceFeed::count);
        return feed;
    }

    @Bean
    DiscoveryService discoveryService(
            Directory directory,
            Pairings pairings,
            InviteHolders holders,
            SignatureChecker signatures,
            Audiences audiences,
            PresenceFeed presence,
            InForce<DiscoveryProperties> properties,
            InstantSource clock,
            NanoClock ticks,
            RateLimiters limiters) {
        var rules = new EndpointRules(properties.atStart().privateAddresses(), audiences::include);
        return new DiscoveryService(
                new DiscoveryService.Parts(directory, pairings, holders, signatures, rules, presence),
                properties,
                clock,
                ticks::nanos,
                limiters);
    }
}
