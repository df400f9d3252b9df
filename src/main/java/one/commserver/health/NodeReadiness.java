package one.commserver.health;

import io.micrometer.core.instrument.MeterRegistry;

import one.commserver.telemetry.Meters;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.availability.ReadinessState;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;

/// Shows whether this node takes clients, in [HealthMeter#READY]: the same that the readiness probe is told, for those
/// who look at meters only.
public final class NodeReadiness {

    private final ApplicationAvailability availability;
    private final @Nullable HealthIndicator bus;

    /// @param bus what readiness depends on beside the node itself, if there is something
    NodeReadiness(ApplicationAvailability availability, @Nullable HealthIndicator bus, MeterRegistry registry) {
        this.availability = availability;
        this.bus = bus;
        new Meters(registry).gauge(HealthMeter.READY, this, each -> each.isReady() ? 1 : 0);
    }

    /// Whether it does now. Waits for nothing.
    public boolean isReady() {
        return availability.getReadinessState() == ReadinessState.ACCEPTING_TRAFFIC && isBusUp();
    }

    private boolean isBusUp() {
        if (bus == null) {
            return true;
        }
        Health health = bus.health();
        return health != null && health.getStatus().equals(Status.UP);
    }
}
