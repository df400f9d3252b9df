package one.commserver.redis;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import one.commserver.connection.NanoClock;
import one.commserver.telemetry.MeterSpec;
import one.commserver.telemetry.MeterTag;
import one.commserver.telemetry.Meters;
import one.commserver.telemetry.ServerMeter;
import one.commserver.tracing.ServerObservation;
import one.commserver.tracing.ServerObservation.Tag;
import one.commserver.tracing.Tracing;

import reactor.core.publisher.Mono;

import java.util.EnumMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;

/// Measures and traces what is asked of Redis, by the names of scripts and commands and by nothing that they are about.
/// Any thread.
public final class RedisCalls {

    /// What may be asked. A script that isn't here is measured as [MeterTag#OTHER].
    static final List<String> NAMES =
            List.of(
                    "discovery/announce",
                    "discovery/due",
                    "discovery/end",
                    "discovery/enter",
                    "discovery/find",
                    "discovery/lost",
                    "discovery/presence",
                    "discovery/publish",
                    "limits/count",
                    "mailbox/acknowledge",
                    "mailbox/claim",
                    "mailbox/incarnation",
                    "mailbox/put",
                    "mailbox/read",
                    "mailbox/schedule",
                    "mailbox/states",
                    "mailbox/sweep",
                    "mailbox/waiting",
                    "pairing/disown",
                    "pairing/evidence",
                    "pairing/forget",
                    "pairing/invites",
                    "pairing/list",
                    "pairing/own",
                    "pairing/part",
                    "pairing/redeem",
                    "pairing/register",
                    "pairing/reserve",
                    "pairing/revoke",
                    "pairing/settle",
                    "pairing/uses",
                    "registry/find",
                    "registry/lease",
                    "registry/leases",
                    "registry/leave",
                    "registry/look",
                    "registry/renew",
                    "registry/revoke",
                    "registry/take",
                    "relay/claim",
                    "relay/forget",
                    "relay/write",
                    "hexists",
                    "publish",
                    "subscribe",
                    "zrange",
                    "zscore");

    private enum Outcome {
        /// Redis has answered.
        DONE,
        /// It hasn't, or with an error; what was asked for may have been done.
        FAILED,
        /// Whoever asked didn't wait.
        CANCELLED,
        /// It wasn't asked, since it answers nobody.
        UNASKED
    }

    private enum Meter implements ServerMeter {
        OPEN(
                MeterSpec.gauge(
                        "commserver.redis.connections",
                        "Connections to Redis: five, each with a purpose, or that many to each server of a cluster.")),
        MADE(
                MeterSpec.gauge(
                        "commserver.redis.connections.made",
                        "How many were made since the start, those that came back after a break included.")),
        AGE(MeterSpec.gauge("commserver.redis.connections.age", "How old they are on average, in seconds.")),
        CALLS(
                MeterSpec.timer(
                        "commserver.redis.calls",
                        "What was asked of Redis, by the script or command and by what came of it: `unasked` while"
                                + " Redis answers nobody. What nodes tell each other isn't among it.",
                        new MeterTag("call", NAMES),
                        MeterTag.of("outcome", Outcome.class)));

        @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
        private final MeterSpec spec;

        Meter(MeterSpec spec) {
            this.spec = spec;
        }

        @Override
        public MeterSpec spec() {
            return spec;
        }
    }

    private final Meters meters;
    private final Tracing tracing;
    private final NanoClock clock;

    /// As many as there are names and outcomes: names are ours.
    private final Map<Outcome, Map<String, Timer>> timers = new EnumMap<>(Outcome.class);

    public RedisCalls(MeterRegistry registry, Tracing tracing, NanoClock clock) {
        this.meters = new Meters(registry);
        this.tracing = tracing;
        this.clock = clock;
        for (Outcome outcome : Outcome.values()) {
            timers.put(outcome, new ConcurrentHashMap<>());
        }
    }

    /// Shows the connections by which it is asked.
    void show(RedisConnections connections) {
        meters.gauge(Meter.OPEN, connections, RedisConnections::open);
        meters.gauge(Meter.MADE, connections, RedisConnections::connects);
        meters.gauge(Meter.AGE, connections, RedisConnections::averageAge);
    }

    /// The same, measured from each subscription on, and traced as a part of what the publisher belongs to, if it
    /// belongs to something that is traced.
    ///
    /// @param name of the script or the command
    <T> Mono<T> watched(String name, Mono<T> call) {
        return tracing.partOf(
                ServerObservation.REDIS_CALL,
                span -> {
                    span.tag(Tag.CALL, name);
                    return measured(name, call);
                });
    }

    /// Redis wasn't asked.
    void unasked(String name) {
        record(name, Outcome.UNASKED, 0);
    }

    private <T> Mono<T> measured(String name, Mono<T> call) {
        return Mono.defer(() -> {
            long begun = clock.nanos();
            return call.doOnSuccess(any -> record(name, Outcome.DONE, clock.nanos() - begun))
                    .doOnError(failure -> record(name, Outcome.FAILED, clock.nanos() - begun))
                    .doOnCancel(() -> record(name, Outcome.CANCELLED, clock.nanos() - begun));
        });
    }

    private void record(String name, Outcome outcome, long nanos) {
        Map<String, Timer> byName = Objects.requireNonNull(timers.get(outcome));
        Timer timer = byName.get(name);
        if (timer == null) {
            // two at once get the same one
            timer = meters.timer(Meter.CALLS, name, MeterTag.word(outcome));
            byName.put(name, timer);
        }
        timer.record(nanos, TimeUnit.NANOSECONDS);
    }
}
