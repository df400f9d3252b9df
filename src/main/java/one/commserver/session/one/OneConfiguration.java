package one.commserver.session.one;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.box.BoxKeyPair;
import one.commserver.crypto.box.BoxSelfTest;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimiters;
import one.commserver.limits.SizeLimits;
import one.commserver.registry.NodeId;
import one.commserver.registry.Registry;
import one.commserver.relay.Relay;
import one.commserver.session.link.LoginWatch;
import one.commserver.verification.SignatureChecker;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.scheduler.Scheduler;

/// Wires the ONE dialect.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(OneProperties.class)
class OneConfiguration {

    /// A process has its own, which no client remembers.
    @Bean(destroyMethod = "close")
    BoxKeyPair oneKey() {
        BoxSelfTest.run();
        return BoxKeyPair.generate();
    }

    @Bean
    SparePings sparePings(OneProperties properties, Scheduler timers, NanoClock clock) {
        return new SparePings(properties, timers, clock);
    }

    @Bean
    OneDialect oneDialect(
            OneProperties properties,
            RateLimiters limiters,
            Registry registry,
            Relay relay,
            NodeId self,
            BoxKeyPair oneKey,
            SignatureChecker cryptography,
            SparePings pings,
            InForce<SizeLimits> sizes,
            LoginWatch watch,
            NanoClock clock) {
        return new OneDialect(
                new OneServices(
                        properties,
                        new OneAccess(properties, registry, limiters),
                        registry,
                        relay,
                        self,
                        oneKey,
                        cryptography,
                        pings,
                        sizes,
                        watch,
                        clock));
    }
}
