package one.commserver.health;

import java.time.Duration;
import java.util.stream.Stream;

/// How often the timer ticks, and in how many slices the links are pinged: one slice a tick, so that ten thousand
/// links don't answer in one moment. A tick is at most a second, and short against each interval.
///
/// @param slices at least one
/// @param allowance how much later than due a tick may come before silence proves nothing: with less than a quarter
///     of the time between a heartbeat's interval and the timeout no living link can look dead
record Pace(Duration tick, int slices, Duration allowance) {

    private static final Duration LONGEST_TICK = Duration.ofSeconds(1);
    private static final int TICKS_PER_INTERVAL = 4;

    static Pace of(HealthProperties properties) {
        Duration heartbeat = properties.heartbeatInterval();
        Duration limit =
                Stream.of(heartbeat, properties.connectionTimeout(), properties.statsInterval())
                        .filter(Duration::isPositive)
                        .map(interval -> interval.dividedBy(TICKS_PER_INTERVAL))
                        .reduce(LONGEST_TICK, Pace::shorter);
        Duration longest = limit.isPositive() ? limit : Duration.ofNanos(1);
        int slices = heartbeat.isPositive() ? slices(heartbeat, longest) : 1;
        Duration tick = heartbeat.isPositive() ? heartbeat.dividedBy(slices) : longest;
        return new Pace(tick, slices, allowance(properties, tick));
    }

    private static int slices(Duration heartbeat, Duration longest) {
        long whole = heartbeat.dividedBy(longest);
        return Math.toIntExact(longest.multipliedBy(whole).equals(heartbeat) ? whole : whole + 1);
    }

    private static Duration allowance(HealthProperties properties, Duration tick) {
        Duration slack = properties.connectionTimeout().minus(properties.heartbeatInterval());
        Duration quarter = slack.dividedBy(4);
        return quarter.compareTo(tick) > 0 ? quarter : tick;
    }

    private static Duration shorter(Duration a, Duration b) {
        return a.compareTo(b) < 0 ? a : b;
    }
}
