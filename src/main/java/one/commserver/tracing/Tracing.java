package one.commserver.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.transport.Kind;
import io.micrometer.observation.transport.ReceiverContext;
import io.micrometer.observation.transport.SenderContext;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.regex.Pattern;

/// Begins what is traced. Where no collector is set, all of it costs a comparison. Any thread.
public final class Tracing {

    /// Traces nothing.
    public static final Tracing NONE = new Tracing(ObservationRegistry.NOOP);

    /// The most characters by which another node goes on with a trace.
    public static final int MOST = 55;

    /// Where W3C's recommendation puts them.
    static final String HEADER = "traceparent";

    /// Version, trace, span and flags, as W3C's recommendation has them.
    private static final Pattern TOLD =
            Pattern.compile("(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private final ObservationRegistry registry;

    Tracing(ObservationRegistry registry) {
        this.registry = registry;
    }

    /// Whether anything is traced.
    public boolean isOn() {
        return !registry.isNoop();
    }

    /// Whether a text is one by which a trace can go on.
    public static boolean isTold(String text) {
        return text.length() <= MOST && TOLD.matcher(text).matches();
    }

    /// Something begins that is a part of nothing else.
    public TraceSpan begin(ServerObservation what) {
        return isOn() ? start(what, Observation.Context::new, TraceSpan.NONE) : TraceSpan.NONE;
    }

    /// Something begins as a part of something else, and goes on at another node, which is told [TraceSpan#toTell].
    public TraceSpan beginAway(ServerObservation what, TraceSpan whole) {
        if (!isOn()) {
            return TraceSpan.NONE;
        }
        return start(
                what,
                () -> {
                    var told = new SenderContext<Map<String, String>>(Tracing::put, Kind.PRODUCER);
                    told.setCarrier(new HashMap<>());
                    return told;
                },
                whole);
    }

    /// Something goes on that has begun at another node.
    ///
    /// @param told what that node has told; anything else begins anew
    public TraceSpan goOn(ServerObservation what, String told) {
        if (!isOn()) {
            return TraceSpan.NONE;
        }
        return start(
                what,
                () -> {
                    var heard = new ReceiverContext<Map<String, String>>(Map::get, Kind.CONSUMER);
                    heard.setCarrier(told.isEmpty() ? Map.of() : Map.of(HEADER, told));
                    return heard;
                },
                TraceSpan.NONE);
    }

    /// Does something as a part of what the publisher belongs to, or as a whole if it belongs to nothing.
    ///
    /// @param what begins with each subscription and ends with it
    /// @param work gets what has begun
    public <T> Mono<T> within(ServerObservation what, Function<TraceSpan, Mono<T>> work) {
        if (!isOn()) {
            return work.apply(TraceSpan.NONE);
        }
        return Mono.deferContextual(context -> during(what, TraceSpan.of(context), work));
    }

    /// As [#within], but what belongs to nothing isn't traced: what a node does by itself would be many traces of one
    /// call each.
    public <T> Mono<T> partOf(ServerObservation what, Function<TraceSpan, Mono<T>> work) {
        if (!isOn()) {
            return work.apply(TraceSpan.NONE);
        }
        return Mono.deferContextual(context -> {
            TraceSpan whole = TraceSpan.of(context);
            return whole.isTraced() ? during(what, whole, work) : work.apply(TraceSpan.NONE);
        });
    }

    private <T> Mono<T> during(ServerObservation what, TraceSpan whole, Function<TraceSpan, Mono<T>> work) {
        TraceSpan span = start(what, Observation.Context::new, whole);
        return span.until(work.apply(span));
    }

    private TraceSpan start(ServerObservation what, Supplier<Observation.Context> context, TraceSpan whole) {
        var observation = Observation.createNotStarted(what.getName(), context, registry);
        if (observation.isNoop()) {
            return TraceSpan.NONE;
        }
        observation.contextualName(what.getContextualName());
        if (!whole.observation().isNoop()) {
            observation.parentObservation(whole.observation());
        }
        return new TraceSpan(what, observation.start());
    }

    private static void put(@Nullable Map<String, String> carrier, String key, String value) {
        if (carrier != null && key.equals(HEADER) && value.length() <= MOST) {
            carrier.put(key, value);
        }
    }
}
