package one.commserver.tracing;

import io.micrometer.observation.Observation;
import io.micrometer.observation.transport.SenderContext;

import one.commserver.connection.ConnectionId;
import one.commserver.protocol.RefusedException;
import one.commserver.telemetry.MeterTag;
import one.commserver.tracing.ServerObservation.Moment;
import one.commserver.tracing.ServerObservation.Tag;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.util.context.ContextView;

import java.util.Map;

/// Something that is under way and traced, or nothing at all where nobody traces. It travels in the context of a
/// publisher, never with a thread, so what happens on a thread by chance is not taken for a part of it. Any thread.
public final class TraceSpan {

    /// Nothing is traced.
    public static final TraceSpan NONE = new TraceSpan(null, Observation.NOOP);

    private static final String FAILED = "failed";
    private static final String CANCELLED = "cancelled";
    private static final String DONE = "done";

    private final @Nullable ServerObservation what;
    private final Observation observation;
    private boolean isOver;

    TraceSpan(@Nullable ServerObservation what, Observation observation) {
        this.what = what;
        this.observation = observation;
    }

    /// What a publisher is a part of.
    static TraceSpan of(ContextView context) {
        return context.<TraceSpan>getOrEmpty(TraceSpan.class).orElse(NONE);
    }

    /// How a failure is told: the code of the error that a client reads, or one word for all others.
    public static String outcome(Throwable failure) {
        return failure instanceof RefusedException refused ? MeterTag.word(refused.code()) : FAILED;
    }

    Observation observation() {
        return observation;
    }

    boolean isTraced() {
        return what != null;
    }

    /// Says more of it.
    ///
    /// @param value one of few words
    public TraceSpan tag(Tag tag, String value) {
        if (what != null) {
            put(what, tag, value);
        }
        return this;
    }

    /// Says on which connection it is.
    public TraceSpan on(ConnectionId connection) {
        return what == null ? this : tag(Tag.CONNECTION, connection.toString());
    }

    private synchronized void put(ServerObservation known, Tag tag, String value) {
        if (!known.has(tag)) {
            throw new IllegalArgumentException(known + " has no " + tag);
        }
        if (isOver) {
            return;
        }
        if (known.hasFew(tag)) {
            observation.lowCardinalityKeyValue(tag.asString(), value);
        } else {
            observation.highCardinalityKeyValue(tag.asString(), value);
        }
    }

    /// Something happens within it.
    public void moment(Moment moment) {
        // all threads have NONE in common: nobody waits for its lock
        if (what != null) {
            happen(moment);
        }
    }

    private synchronized void happen(Moment moment) {
        if (!isOver) {
            observation.event(moment);
        }
    }

    /// It is over. Once counts.
    public void end(String outcome) {
        if (what != null) {
            stop(what, outcome);
        }
    }

    private synchronized void stop(ServerObservation known, String outcome) {
        if (isOver) {
            return;
        }
        put(known, Tag.OUTCOME, outcome);
        isOver = true;
        observation.stop();
    }

    /// Makes all that a publisher does a part of it.
    public <T> Mono<T> over(Mono<T> work) {
        return what == null ? work : work.contextWrite(context -> context.put(TraceSpan.class, this));
    }

    /// As [#over], and ends with it.
    public <T> Mono<T> until(Mono<T> work) {
        return what == null
                ? work
                : over(work)
                        .doOnSuccess(any -> end(DONE))
                        .doOnError(failure -> end(outcome(failure)))
                        .doOnCancel(() -> end(CANCELLED));
    }

    /// What another node needs to go on with it, of at most [Tracing#MOST] characters; empty if nobody traces.
    public String toTell() {
        return observation.getContext() instanceof SenderContext<?> told
                        && told.getCarrier() instanceof Map<?, ?> carrier
                        && carrier.get(Tracing.HEADER) instanceof String header
                ? header
                : "";
    }
}
