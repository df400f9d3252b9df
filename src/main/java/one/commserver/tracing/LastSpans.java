package one.commserver.tracing;

import io.opentelemetry.sdk.trace.SdkTracerProvider;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.context.SmartLifecycle;

import java.time.Duration;
import java.util.concurrent.TimeUnit;

/// Sends what is left when everything else has stopped, for a short time: a collector that doesn't answer must not hold
/// up a node until the platform kills it. What closes the library's own parts behind it would wait for much longer, and
/// finds them closed.
final class LastSpans implements SmartLifecycle {

    private static final Duration PATIENCE = Duration.ofSeconds(2);

    private final ObjectProvider<SdkTracerProvider> providers;
    private volatile boolean running;

    /// @param providers none where nobody traces
    LastSpans(ObjectProvider<SdkTracerProvider> providers) {
        this.providers = providers;
    }

    @Override
    public void start() {
        running = true;
    }

    @Override
    public void stop() {
        running = false;
        SdkTracerProvider provider = providers.getIfAvailable();
        if (provider != null) {
            var _ = provider.shutdown().join(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
        }
    }

    @Override
    public boolean isRunning() {
        return running;
    }

    /// The first to start and the last to stop.
    @Override
    public int getPhase() {
        return Integer.MIN_VALUE;
    }
}
