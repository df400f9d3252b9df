package one.commserver.trend;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.NanoClock;
import one.commserver.telemetry.Meters;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires trends, whose sources others make.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(AlertProperties.class)
class TrendConfiguration {

    @Bean
    Trends trends(
            NanoClock clock,
            Sources sources,
            AlertProperties properties,
            MeterRegistry registry,
            ApplicationEventPublisher events) {
        return new Trends(clock, sources.all(), properties, new Meters(registry), events::publishEvent);
    }

    @Bean
    Sampler sampler(Trends trends) {
        return new Sampler(trends);
    }
}
