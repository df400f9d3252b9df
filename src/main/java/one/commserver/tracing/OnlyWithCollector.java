package one.commserver.tracing;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.autoconfigure.AutoConfigurationImportFilter;
import org.springframework.boot.autoconfigure.AutoConfigurationMetadata;
import org.springframework.context.EnvironmentAware;
import org.springframework.core.env.Environment;

/// Keeps out what makes, queues and sends spans where no collector is set: it would have a thread and a queue for
/// nothing.
final class OnlyWithCollector implements AutoConfigurationImportFilter, EnvironmentAware {

    private static final String ENDPOINT = "management.opentelemetry.tracing.export.otlp.endpoint";
    private static final String TRACES =
            "org.springframework.boot.micrometer.tracing.opentelemetry.autoconfigure."
                    + "OpenTelemetryTracingAutoConfiguration";

    private boolean isSet;

    @Override
    public void setEnvironment(Environment environment) {
        isSet = environment.containsProperty(ENDPOINT);
    }

    @Override
    public boolean[] match(@Nullable String[] classes, AutoConfigurationMetadata metadata) {
        boolean[] stays = new boolean[classes.length];
        for (int i = 0; i < classes.length; i++) {
            stays[i] = isSet || !TRACES.equals(classes[i]);
        }
        return stays;
    }
}
