package one.commserver.trend;

import one.commserver.protocol.WireName;

import java.time.Duration;

/// How far back a window looks, and how finely.
public enum Span implements WireName {
    /// In steps of five seconds.
    MINUTE("1m", Duration.ofSeconds(5), 12),
    /// In steps of ten seconds.
    QUARTER("15m", Duration.ofSeconds(10), 90),
    /// In steps of ten minutes.
    DAY("24h", Duration.ofMinutes(10), 144);

    private final String wireName;
    private final Duration step;
    private final int steps;

    Span(String wireName, Duration step, int steps) {
        this.wireName = wireName;
        this.step = step;
        this.steps = steps;
    }

    @Override
    public String wireName() {
        return wireName;
    }

    /// The time that is put together to one point.
    public Duration step() {
        return step;
    }

    /// How many points there are at most.
    public int steps() {
        return steps;
    }
}
