package one.commserver.tracing;

import io.micrometer.core.instrument.observation.MeterObservationHandler;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.opentelemetry.sdk.trace.SdkTracerProvider;
import io.opentelemetry.sdk.trace.export.SpanExporter;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/// Traces if somebody takes the traces.
@Configuration(proxyBeanMethods = false)
class TracingConfiguration {

    @Bean
    Tracing tracing(ObjectProvider<ObservationRegistry> registry, ObjectProvider<SpanExporter> exporters) {
        return exporters.stream().findAny().isPresent()
                ? new Tracing(registry.getIfAvailable(() -> ObservationRegistry.NOOP))
                : Tracing.NONE;
    }

    @Bean
    LastSpans lastSpans(ObjectProvider<SdkTracerProvider> providers) {
        return new LastSpans(providers);
    }

    /// Stands before what would make two meters of whatever is observed: the first of its kind is the only one that
    /// hears of it, and all meters are made of the catalogue.
    @Bean
    @Order(Ordered.HIGHEST_PRECEDENCE)
    MeterObservationHandler<Observation.Context> noMetersOfObservations() {
        return new MeterObservationHandler<>() {};
    }
}
