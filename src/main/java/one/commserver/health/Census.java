package one.commserver.health;

import one.commserver.connection.ConnectionLabels;
import one.commserver.protocol.ConnectionKind;
import one.commserver.transport.Link;

import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/// Counts links by kind and dialect.
final class Census {

    private static final double NANOS_PER_MILLI = 1e6;

    private final Map<String, Integer> kinds = new TreeMap<>();
    private final Map<String, Integer> dialects = new TreeMap<>();
    private long links;
    private long measured;
    private double roundTripMillis;

    private Census() {
        for (ConnectionKind kind : ConnectionKind.values()) {
            kinds.put(kind.wireName(), 0);
        }
    }

    static Census of(Stream<Link> links) {
        Census census = new Census();
        links.forEach(census::count);
        return census;
    }

    /// One line.
    @Override
    public String toString() {
        String roundTrip = measured == 0 ? "-" : Math.round(roundTripMillis / measured) + " ms";
        return links + " connections; " + list(kinds) + "; " + list(dialects) + "; round trip " + roundTrip;
    }

    private void count(Link link) {
        ConnectionLabels labels = link.connection().labels();
        ConnectionKind kind = labels.kind();
        links++;
        kinds.merge(kind == null ? "none" : kind.wireName(), 1, Integer::sum);
        dialects.merge(labels.dialect(), 1, Integer::sum);
        if (link.roundTripNanos() >= 0) {
            measured++;
            roundTripMillis += link.roundTripNanos() / NANOS_PER_MILLI;
        }
    }

    private static String list(Map<String, Integer> numbers) {
        return numbers.isEmpty()
                ? "no dialects"
                : numbers.entrySet().stream()
                        .map(each -> each.getKey() + " " + each.getValue())
                        .collect(Collectors.joining(", "));
    }
}
