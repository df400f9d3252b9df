package one.commserver.telemetry;

/// The names of what a log line says beside its text, where lines are JSON.
public final class LogFields {

    /// Which connection a line is about: `c17`.
    public static final String CONNECTION = "connection.id";

    private LogFields() {}
}
