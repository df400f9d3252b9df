package one.commserver.telemetry;

import static one.commserver.telemetry.MeterSpec.counter;
import static one.commserver.telemetry.MeterSpec.gauge;
import static one.commserver.telemetry.MeterSpec.timer;

import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.Direction;

import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/// The meters of connections.
public enum ConnectionMeter implements ServerMeter {
    OPENED(counter("commserver.connection.opened", "Connections made.")),
    CLOSED(
            counter(
                    "commserver.connection.closed",
                    "Connections that have ended, by why: `lost` without a close frame, `other` for a client's own"
                            + " words.",
                    Tags.KIND,
                    Tags.DIALECT,
                    Tags.REASON)),
    OPEN(gauge("commserver.connection.open", "Open connections by where they are in their life.", Tags.STATE)),
    ACTIVE(
            gauge(
                    "commserver.connection.active",
                    "Connections that are ready for use, by what they are for.",
                    Tags.KIND,
                    Tags.DIALECT)),
    HANDSHAKE(
            timer(
                            "commserver.connection.handshake",
                            "From the opened socket until the connection is ready for use.",
                            Tags.KIND,
                            Tags.DIALECT)
                    .withBuckets(Buckets.HANDSHAKE)),
    STATE_TIME(
            timer(
                            "commserver.connection.state.time",
                            "How long connections were in a state, counted when they leave it.",
                            Tags.STATE)
                    .withBuckets(Buckets.STATE)),
    LIFETIME(
            timer(
                    "commserver.connection.lifetime",
                    "How long connections lived, counted at their end.",
                    Tags.KIND,
                    Tags.DIALECT)),
    MESSAGES(counter("commserver.connection.messages", "Text messages.", Tags.DIRECTION, Tags.KIND, Tags.DIALECT)),
    MESSAGE_BYTES(
            counter(
                            "commserver.connection.message.bytes",
                            "What these messages weigh.",
                            Tags.DIRECTION,
                            Tags.KIND,
                            Tags.DIALECT)
                    .ofBytes()),
    FRAMES(counter("commserver.connection.frames", "Relayed binary frames.", Tags.DIRECTION, Tags.KIND, Tags.DIALECT)),
    FRAME_BYTES(
            counter(
                            "commserver.connection.frame.bytes",
                            "What these frames weigh.",
                            Tags.DIRECTION,
                            Tags.KIND,
                            Tags.DIALECT)
                    .ofBytes()),
    ROUND_TRIP(
            timer("commserver.connection.round.trip", "From a ping to its answer.", Tags.KIND, Tags.DIALECT)
                    .withBuckets(Buckets.ROUND_TRIP)),
    ERRORS(
            counter(
                    "commserver.connection.errors",
                    "Errors, told to a client or not, by the part of the protocol and how bad they are.",
                    Tags.CATEGORY,
                    Tags.SEVERITY));

    /// What these meters are broken down by.
    static final class Tags {
        static final MeterTag KIND = MeterTag.of("kind", ConnectionKind.class, TagValues.NONE);
        static final MeterTag DIALECT = MeterTag.of("dialect", DialectTag.class);
        static final MeterTag STATE =
                new MeterTag(
                        "state",
                        Arrays.stream(ConnectionState.values())
                                .filter(state -> !state.isFinal())
                                .map(MeterTag::word)
                                .toList());
        static final MeterTag DIRECTION = MeterTag.of("direction", Direction.class);
        static final MeterTag REASON = MeterTag.of("reason", CloseReason.class, TagValues.LOST, MeterTag.OTHER);
        static final MeterTag CATEGORY = MeterTag.of("category", ErrorCode.Category.class);
        static final MeterTag SEVERITY = MeterTag.of("severity", ErrorCode.Severity.class);

        private Tags() {}
    }

    /// Upper bounds of the histograms.
    private static final class Buckets {
        private static final List<Duration> ROUND_TRIP =
                millis(1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000);
        private static final List<Duration> HANDSHAKE = millis(10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 15_000);

        /// Most states last for milliseconds, one for days.
        private static final List<Duration> STATE =
                millis(1, 10, 100, 1_000, 10_000, 60_000, 600_000, 3_600_000, 86_400_000);

        private Buckets() {}

        private static List<Duration> millis(Integer... numbers) {
            return Stream.of(numbers).map(Duration::ofMillis).toList();
        }
    }

    @SuppressWarnings("ImmutableEnumChecker") // a record of what doesn't change
    private final MeterSpec spec;

    ConnectionMeter(MeterSpec spec) {
        this.spec = spec;
    }

    @Override
    public MeterSpec spec() {
        return spec;
    }
}
