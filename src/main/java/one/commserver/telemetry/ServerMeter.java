package one.commserver.telemetry;

/// A meter of the server. Each one that there is is a constant of an enum beside its user; `docs/metrics.md` is written
/// from all of them, and [Meters] makes no others.
@FunctionalInterface
public interface ServerMeter {

    /// What is known of it.
    MeterSpec spec();
}
