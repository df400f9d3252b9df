package one.commserver.operations;

import one.commserver.telemetry.MeterTag;
import one.commserver.trend.Signal;
import one.commserver.trend.Span;
import one.commserver.trend.Trends;
import one.commserver.trend.Window;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.web.WebEndpointResponse;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// `/actuator/trends`: how this node's numbers move, and its alerts; `/actuator/trends/{signal}?span=1m|15m|24h`: the
/// points of one of them.
@Endpoint(id = "trends")
public final class TrendsEndpoint {

    private final Trends trends;

    TrendsEndpoint(Trends trends) {
        this.trends = trends;
    }

    /// What is known of all signals.
    ///
    /// @param alerts that are on
    public record Answer(List<OneSignal> signals, List<OneAlert> alerts) {}

    /// What is known of one.
    ///
    /// @param limit what the number can't exceed; null: nobody knows
    /// @param spans by `1m`, `15m`, `24h`: smallest, mean, largest and newest number
    /// @param secondsUntilLimit at the present slope; null: it isn't to be foreseen
    public record OneSignal(
            String signal,
            @Nullable Double limit,
            Map<String, Window.Summary> spans,
            @Nullable Long secondsUntilLimit) {}

    /// An alert that is on.
    ///
    /// @param seconds for how long it has been on
    public record OneAlert(String alert, long seconds) {}

    /// All signals.
    @ReadOperation
    public Answer trends() {
        return new Answer(
                trends.readings().stream().map(TrendsEndpoint::signal).toList(),
                trends.active().stream()
                        .map(on -> new OneAlert(on.alert().wireName(), on.lasts().toSeconds()))
                        .toList());
    }

    /// The points of one signal.
    ///
    /// @param span `15m` unless said otherwise
    @ReadOperation
    public WebEndpointResponse<List<Window.Point>> points(@Selector String signal, @Nullable String span) {
        Optional<Signal> which = named(Signal.values(), signal);
        Optional<Span> howFar = span == null ? Optional.of(Span.QUARTER) : named(Span.values(), span);
        if (which.isEmpty()) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_NOT_FOUND);
        }
        if (howFar.isEmpty()) {
            return new WebEndpointResponse<>(WebEndpointResponse.STATUS_BAD_REQUEST);
        }
        return new WebEndpointResponse<>(trends.points(which.get(), howFar.get()));
    }

    private static OneSignal signal(Trends.Reading reading) {
        Map<String, Window.Summary> spans = new TreeMap<>();
        reading.spans().forEach((span, summary) -> spans.put(span.wireName(), summary));
        Long until = reading.untilLimit() == null ? null : reading.untilLimit().toSeconds();
        return new OneSignal(reading.signal().wireName(), reading.limit(), spans, until);
    }

    private static <E extends Enum<E>> Optional<E> named(E[] all, String name) {
        return Arrays.stream(all).filter(each -> MeterTag.word(each).equals(name)).findAny();
    }
}
