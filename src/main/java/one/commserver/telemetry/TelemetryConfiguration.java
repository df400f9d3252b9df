package one.commserver.telemetry;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;

import org.slf4j.LoggerFactory;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Primary;

import java.time.InstantSource;
import java.util.List;
import java.util.stream.Stream;

/// Makes the observer that all of the server's connections have.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TelemetryConfiguration.TelemetryProperties.class)
class TelemetryConfiguration {

    @Bean
    ConnectionStatistics connectionStatistics(InstantSource wallClock, NanoClock clock) {
        return new ConnectionStatistics(wallClock, clock);
    }

    /// For what fails in the server and is told with a trace.
    @Bean
    LogBudget traces(NanoClock clock) {
        return new LogBudget(clock);
    }

    /// From here on no event loop waits for the console.
    @Bean
    Counter droppedLines(MeterRegistry registry) {
        return LogQueue.install(registry, LoggerFactory.getILoggerFactory());
    }

    @Bean
    @Primary
    ConnectionObserver connectionObserver(
            MeterRegistry registry,
            ConnectionStatistics statistics,
            NanoClock clock,
            List<FurtherObserver> further,
            TelemetryProperties properties) {
        if (!properties.connections()) {
            return ConnectionObserver.all(List.of());
        }
        List<ConnectionObserver> ours =
                List.of(new MeterObserver(registry, clock), statistics, new LifecycleLog(clock));
        return ConnectionObserver.all(Stream.concat(ours.stream(), further.stream()).toList());
    }

    /// What is observed.
    ///
    /// @param connections whether connections are counted, timed, logged and remembered. Without it all that is said
    ///     about them stays empty: it is there to measure what that costs
    @ConfigurationProperties("commserver.telemetry")
    record TelemetryProperties(@DefaultValue("true") boolean connections) {}
}
