package one.commserver.trend;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// When a node tells its operators that something is wrong. A part is a number above 0 and at most 1; 0 turns an
/// alert off.
///
/// @param connectionsHigh part of `commserver.limits.connections`
/// @param heapHigh part of the largest heap that is in use behind a collection
/// @param relayMemoryHigh part of `commserver.relay.memory`
/// @param processorsHigh part of the processors that the process may use
/// @param errorsHigh errors a second
/// @param failuresHigh connections a second that end without order
/// @param roundTripHigh mean round trip; zero: off
/// @param fullSoon for connections and the heap: how long before the limit would be reached at the present slope;
///     zero: off, at most a day
/// @param clearAt an alert ends when the number is below this part of its threshold, above 0 and at most 1
@ConfigurationProperties("commserver.alerts")
public record AlertProperties(
        @DefaultValue("0.9") double connectionsHigh,
        @DefaultValue("0.85") double heapHigh,
        @DefaultValue("0.8") double relayMemoryHigh,
        @DefaultValue("0.9") double processorsHigh,
        @DefaultValue("50") double errorsHigh,
        @DefaultValue("20") double failuresHigh,
        @DefaultValue("2s") Duration roundTripHigh,
        @DefaultValue("30m") Duration fullSoon,
        @DefaultValue("0.9") double clearAt) {

    private static final String PREFIX = "commserver.alerts.";
    private static final Duration LONGEST = Duration.ofDays(1);

    public AlertProperties {
        part("connections-high", connectionsHigh);
        part("heap-high", heapHigh);
        part("relay-memory-high", relayMemoryHigh);
        part("processors-high", processorsHigh);
        notNegative("errors-high", errorsHigh);
        notNegative("failures-high", failuresHigh);
        atMostADay("round-trip-high", roundTripHigh);
        atMostADay("full-soon", fullSoon);
        if (!(clearAt > 0 && clearAt <= 1)) {
            throw new IllegalArgumentException(PREFIX + "clear-at must be above 0 and at most 1");
        }
    }

    /// Zero: it is off. In the unit of its measure.
    double threshold(Alert alert) {
        return switch (alert) {
            case CONNECTIONS_HIGH -> connectionsHigh;
            case HEAP_HIGH -> heapHigh;
            case RELAY_MEMORY_HIGH -> relayMemoryHigh;
            case PROCESSORS_HIGH -> processorsHigh;
            case ERRORS_HIGH -> errorsHigh;
            case FAILURES_HIGH -> failuresHigh;
            case ROUND_TRIP_HIGH -> roundTripHigh.toMillis();
            case CONNECTIONS_FULL_SOON, HEAP_FULL_SOON -> fullSoon.toSeconds() / 60.0;
        };
    }

    private static void part(String name, double value) {
        if (!(value >= 0 && value <= 1)) {
            throw new IllegalArgumentException(PREFIX + name + " must be from 0 to 1");
        }
    }

    private static void notNegative(String name, double value) {
        if (!(value >= 0 && Double.isFinite(value))) {
            throw new IllegalArgumentException(PREFIX + name + " must not be negative");
        }
    }

    private static void atMostADay(String name, Duration value) {
        if (value.isNegative() || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(PREFIX + name + " must be from 0 to " + LONGEST);
        }
    }
}
