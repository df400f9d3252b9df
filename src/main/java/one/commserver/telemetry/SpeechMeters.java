package one.commserver.telemetry;

import static one.commserver.telemetry.ConnectionMeter.ACTIVE;
import static one.commserver.telemetry.ConnectionMeter.CLOSED;
import static one.commserver.telemetry.ConnectionMeter.FRAMES;
import static one.commserver.telemetry.ConnectionMeter.FRAME_BYTES;
import static one.commserver.telemetry.ConnectionMeter.HANDSHAKE;
import static one.commserver.telemetry.ConnectionMeter.LIFETIME;
import static one.commserver.telemetry.ConnectionMeter.MESSAGES;
import static one.commserver.telemetry.ConnectionMeter.MESSAGE_BYTES;
import static one.commserver.telemetry.ConnectionMeter.ROUND_TRIP;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.Timer;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.protocol.ConnectionKind;
import one.commserver.wire.Direction;

import org.jspecify.annotations.Nullable;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReferenceArray;

/// The meters of all connections that are for the same and speak the same. Any thread.
final class SpeechMeters {

    private final Meters meters;
    private final String kind;
    private final String dialect;
    private final AtomicInteger active = new AtomicInteger();
    private final Timer handshake;
    private final Timer lifetime;
    private final Timer roundTrip;
    private final Traffic incoming;
    private final Traffic outgoing;
    private final Map<String, Counter> closed = new ConcurrentHashMap<>();

    private SpeechMeters(Meters meters, @Nullable ConnectionKind kind, DialectTag dialect) {
        this.meters = meters;
        this.kind = TagValues.of(kind);
        this.dialect = TagValues.of(dialect);
        meters.gauge(ACTIVE, active, AtomicInteger::get, this.kind, this.dialect);
        handshake = meters.timer(HANDSHAKE, this.kind, this.dialect);
        lifetime = meters.timer(LIFETIME, this.kind, this.dialect);
        roundTrip = meters.timer(ROUND_TRIP, this.kind, this.dialect);
        incoming = new Traffic(meters, Direction.INCOMING, this.kind, this.dialect);
        outgoing = new Traffic(meters, Direction.OUTGOING, this.kind, this.dialect);
    }

    /// How many there are, as it is shown.
    AtomicInteger active() {
        return active;
    }

    Timer handshake() {
        return handshake;
    }

    Timer lifetime() {
        return lifetime;
    }

    Timer roundTrip() {
        return roundTrip;
    }

    Traffic traffic(Direction direction) {
        return direction == Direction.INCOMING ? incoming : outgoing;
    }

    /// @param reason a value of the tag
    Counter closed(String reason) {
        Counter known = closed.get(reason);
        return known != null
                ? known
                : closed.computeIfAbsent(reason, fresh -> meters.counter(CLOSED, kind, dialect, fresh));
    }

    /// What travels one way.
    static final class Traffic {

        private final Counter messages;
        private final Counter messageBytes;
        private final Counter frames;
        private final Counter frameBytes;

        private Traffic(Meters meters, Direction direction, String kind, String dialect) {
            String way = TagValues.of(direction);
            messages = meters.counter(MESSAGES, way, kind, dialect);
            messageBytes = meters.counter(MESSAGE_BYTES, way, kind, dialect);
            frames = meters.counter(FRAMES, way, kind, dialect);
            frameBytes = meters.counter(FRAME_BYTES, way, kind, dialect);
        }

        void message(int bytes) {
            messages.increment();
            messageBytes.increment(bytes);
        }

        void frames(long count, long bytes) {
            frames.increment((double) count);
            frameBytes.increment((double) bytes);
        }
    }

    /// Those of all connections, each made when the first such connection is there: few are.
    static final class All {

        private static final int DIALECTS = DialectTag.values().length;

        private final Meters meters;

        /// One more than kinds, for connections without one.
        private final AtomicReferenceArray<@Nullable SpeechMeters> known =
                new AtomicReferenceArray<>((ConnectionKind.values().length + 1) * DIALECTS);

        All(Meters meters) {
            this.meters = meters;
        }

        SpeechMeters of(Connection connection) {
            ConnectionLabels labels = connection.labels();
            DialectTag dialect = DialectTag.of(labels.dialect());
            int index = index(labels.kind(), dialect);
            SpeechMeters found = known.get(index);
            return found != null ? found : make(index, labels.kind(), dialect);
        }

        private synchronized SpeechMeters make(int index, @Nullable ConnectionKind kind, DialectTag dialect) {
            SpeechMeters found = known.get(index);
            if (found == null) {
                found = new SpeechMeters(meters, kind, dialect);
                known.set(index, found);
            }
            return found;
        }

        @SuppressWarnings("EnumOrdinal") // an index into an array of this process, stored nowhere
        private static int index(@Nullable ConnectionKind kind, DialectTag dialect) {
            return (kind == null ? 0 : kind.ordinal() + 1) * DIALECTS + dialect.ordinal();
        }
    }
}
