package one.commserver.trend;

import io.micrometer.core.instrument.Counter;

import one.commserver.connection.NanoClock;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.Meters;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;

/// Reads all signals again and again, remembers where they were, and tells when an alert begins and when it ends: to a
/// listener, by a meter and in the log. Its memory is fixed. Any thread.
public final class Trends {

    private static final Logger LOG = LoggerFactory.getLogger(Trends.class);

    private final NanoClock clock;
    private final AlertProperties properties;
    private final Consumer<AlertChange> listener;
    private final Map<Signal, Trend> trends = new LinkedHashMap<>();
    private final Map<Alert, Long> activeSince = new EnumMap<>(Alert.class);
    private final Map<Alert, Counter> raised = new EnumMap<>(Alert.class);

    /// @param sources one for each signal that there is here
    /// @param listener hears of each edge, on the thread that calls [#sample()], under no lock
    public Trends(
            NanoClock clock,
            List<Source> sources,
            AlertProperties properties,
            Meters meters,
            Consumer<AlertChange> listener) {
        this.clock = clock;
        this.properties = properties;
        this.listener = listener;
        for (Source source : sources) {
            trends.put(source.signal(), new Trend(source));
        }
        for (Alert alert : Alert.values()) {
            String name = MeterTag.word(alert);
            raised.put(alert, meters.counter(TrendMeter.RAISED, name));
            meters.gauge(TrendMeter.ACTIVE, this, trends -> trends.isActive(alert) ? 1 : 0, name);
        }
    }

    /// What is known of a signal.
    ///
    /// @param limit null: nobody knows
    /// @param spans without those of which there is nothing
    /// @param untilLimit null: it isn't to be foreseen
    public record Reading(
            Signal signal, @Nullable Double limit, Map<Span, Window.Summary> spans, @Nullable Duration untilLimit) {}

    /// An alert that is on.
    ///
    /// @param lasts for how long so far
    public record Active(Alert alert, Duration lasts) {}

    /// Reads all signals once.
    public void sample() {
        List<AlertChange> changes = new ArrayList<>();
        synchronized (this) {
            long now = clock.nanos();
            trends.values().forEach(trend -> trend.sample(now));
            for (Alert alert : Alert.values()) {
                judge(alert, now).ifPresent(changes::add);
            }
        }
        for (AlertChange change : changes) {
            log(change);
            listener.accept(change);
        }
    }

    /// What is known now.
    public synchronized List<Reading> readings() {
        long now = clock.nanos();
        return trends.values().stream().map(trend -> reading(trend, now)).toList();
    }

    /// The points of a signal, oldest first; none if it isn't watched here.
    public synchronized List<Window.Point> points(Signal signal, Span span) {
        Trend trend = trends.get(signal);
        return trend == null ? List.of() : trend.points(span, clock.nanos());
    }

    /// The alerts that are on.
    public synchronized List<Active> active() {
        long now = clock.nanos();
        return activeSince.entrySet().stream()
                .map(each -> new Active(each.getKey(), Duration.ofNanos(now - each.getValue())))
                .toList();
    }

    private synchronized boolean isActive(Alert alert) {
        return activeSince.containsKey(alert);
    }

    private static Reading reading(Trend trend, long now) {
        Map<Span, Window.Summary> spans = new EnumMap<>(Span.class);
        for (Span span : Span.values()) {
            Window.Summary summary = trend.summary(span, now);
            if (summary != null) {
                spans.put(span, summary);
            }
        }
        Double limit = Double.isNaN(trend.limit()) ? null : trend.limit();
        return new Reading(trend.signal(), limit, spans, trend.untilLimit(now));
    }

    /// An edge, if there is one now.
    private Optional<AlertChange> judge(Alert alert, long now) {
        double threshold = properties.threshold(alert);
        Trend trend = trends.get(alert.signal());
        if (threshold == 0 || trend == null) {
            return Optional.empty();
        }
        double number = number(alert, trend, now);
        Long since = activeSince.get(alert);
        if (since == null && isBeyond(alert, number, threshold)) {
            activeSince.put(alert, now);
            return Optional.of(new AlertChange(alert, true, number, threshold, Duration.ZERO));
        }
        if (since != null && !isBeyond(alert, number, clearing(alert, threshold))) {
            activeSince.remove(alert);
            return Optional.of(new AlertChange(alert, false, number, threshold, Duration.ofNanos(now - since)));
        }
        return Optional.empty();
    }

    private double clearing(Alert alert, double threshold) {
        return isUntil(alert) ? threshold / properties.clearAt() : threshold * properties.clearAt();
    }

    private static boolean isBeyond(Alert alert, double number, double threshold) {
        return isUntil(alert) ? number < threshold : number > threshold;
    }

    private static boolean isUntil(Alert alert) {
        return alert.measure() == Alert.Measure.UNTIL_LIMIT;
    }

    private static double number(Alert alert, Trend trend, long now) {
        if (isUntil(alert)) {
            Duration until = trend.untilLimit(now);
            return until == null ? Double.POSITIVE_INFINITY : until.toSeconds() / 60.0;
        }
        Window.Summary minute = trend.summary(Span.MINUTE, now);
        double mean = minute == null ? 0 : minute.mean();
        return alert.measure() == Alert.Measure.PART_OF_LIMIT ? mean / trend.limit() : mean;
    }

    private void log(AlertChange change) {
        String name = change.alert().wireName();
        String number = "%.3g".formatted(change.number());
        if (change.rising()) {
            Counter counter = raised.get(change.alert());
            if (counter != null) {
                counter.increment();
            }
            LOG.warn("alert {} begins: {}, threshold {}", name, number, change.threshold());
        } else {
            LOG.info("alert {} ends after {} s: {}", name, change.lasted().toSeconds(), number);
        }
    }
}
