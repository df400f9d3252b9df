package one.commserver.telemetry;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import java.time.InstantSource;
import java.util.List;

/// Makes the observer that all of the server's connections have.
@Configuration(proxyBeanMethods = false)
class TelemetryConfiguration {

    @Bean
    ConnectionStatistics connectionStatistics(InstantSource wallClock, NanoClock clock) {
        return new ConnectionStatistics(wallClock, clock);
    }

    @Bean
    @Primary
    ConnectionObserver connectionObserver(MeterRegistry registry, ConnectionStatistics statistics, NanoClock clock) {
        return ConnectionObserver.all(List.of(new MeterObserver(registry, clock), statistics, new LifecycleLog(clock)));
    }
}
