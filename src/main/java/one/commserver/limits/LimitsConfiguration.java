package one.commserver.limits;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Reads the limits at start; operators may change some of them later. They are three records, so that nobody depends
/// on limits that aren't theirs. Whoever finds no room is counted in one place.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ConnectionLimits.class, RateLimits.class, SizeLimits.class})
class LimitsConfiguration {

    @Bean
    InForce<ConnectionLimits> connectionLimits(ConnectionLimits atStart) {
        return new InForce<>(atStart);
    }

    @Bean
    InForce<RateLimits> rateLimits(RateLimits atStart) {
        return new InForce<>(atStart);
    }

    @Bean
    InForce<SizeLimits> sizeLimits(SizeLimits atStart) {
        return new InForce<>(atStart);
    }

    @Bean
    Refusals refusals(MeterRegistry registry) {
        return new Refusals(registry);
    }
}
