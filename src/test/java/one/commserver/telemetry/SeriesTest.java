package one.commserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.FakeWire;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Direction;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Random;

/// The number of series is a property of the catalogue, not of who connects.
class SeriesTest {

    private static final int IDENTITIES = 100_000;

    private final Random random = new Random(6);
    private final FakeWire wire = new FakeWire();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterObserver observer = new MeterObserver(registry, wire::nanos);

    @Test
    void aHundredThousandIdentitiesMakeNoSeriesMore() {
        everythingThatThereIs();
        long before = series();

        for (int i = 0; i < IDENTITIES; i++) {
            somebody();
        }

        assertThat(registry.get("commserver.connection.opened").counter().count()).isGreaterThan(IDENTITIES);
        assertThat(series()).isEqualTo(before);
        assertThat(before)
                .isLessThanOrEqualTo(
                        Arrays.stream(ConnectionMeter.values()).mapToLong(m -> Catalogue.mostSeries(m.spec())).sum());
    }

    /// A bound that nobody can pay for is none.
    @Test
    void allMetersTogetherAreFewThousandSeries() {
        assertThat(Catalogue.all().stream().mapToLong(Catalogue::mostSeries).sum()).isLessThan(3_000);
    }

    private void everythingThatThereIs() {
        for (ConnectionKind kind : kinds()) {
            for (String dialect : List.of("native", "one", "unknown", "klingon")) {
                for (CloseReason reason : CloseReason.values()) {
                    lives(new ConnectionLabels(dialect, kind, null, null), CloseStatus.of(reason));
                }
                lives(new ConnectionLabels(dialect, kind, null, null), new CloseStatus(4711, "mine"));
                lives(new ConnectionLabels(dialect, kind, null, null), CloseStatus.ABNORMAL);
            }
        }
        Connection broken = wire.connection(1_000, observer);
        for (ErrorCode.Category type : ErrorCode.Category.values()) {
            for (ErrorCode.Severity severity : ErrorCode.Severity.values()) {
                broken.problem(new ConnectionProblem("broken", type, severity));
            }
        }
    }

    private static List<@Nullable ConnectionKind> kinds() {
        List<@Nullable ConnectionKind> kinds = new ArrayList<>(List.of(ConnectionKind.values()));
        kinds.add(null);
        return kinds;
    }

    private void somebody() {
        byte[] key = new byte[32];
        random.nextBytes(key);
        var identity = new Identity(SignatureAlgorithm.ML_DSA_65, Bytes.of(key));
        var labels = new ConnectionLabels(either("native", word()), kind(), identity, word());
        Connection connection = lives(labels, new CloseStatus(1000 + random.nextInt(4000), word()));
        observer.error(
                connection,
                new ConnectionProblem(
                        identity.wire(), one(ErrorCode.Category.values()), one(ErrorCode.Severity.values())));
    }

    private Connection lives(ConnectionLabels labels, CloseStatus end) {
        Connection connection = wire.connection(1_000, observer);
        connection.label(labels);
        connection.become(ConnectionState.CONNECTING);
        connection.become(ConnectionState.CONNECTED);
        connection.become(ConnectionState.AUTHENTICATING);
        connection.become(ConnectionState.AUTHENTICATED);
        connection.become(ConnectionState.ACTIVE);
        for (Direction direction : Direction.values()) {
            observer.message(connection, direction, random.nextInt(1_000));
            observer.frames(connection, direction, 1 + random.nextInt(10), random.nextInt(10_000));
        }
        observer.roundTrip(connection, random.nextLong(10_000_000_000L));
        if (!end.equals(CloseStatus.ABNORMAL)) {
            connection.incoming(new ConnectionEvent.Closing(end));
        }
        connection.lost(null);
        return connection;
    }

    private long series() {
        return registry.scrape().lines().filter(line -> !line.startsWith("#")).count();
    }

    private String word() {
        return Long.toString(random.nextLong(), Character.MAX_RADIX);
    }

    private @Nullable ConnectionKind kind() {
        return random.nextInt(4) == 0 ? null : one(ConnectionKind.values());
    }

    private String either(String one, String other) {
        return random.nextBoolean() ? one : other;
    }

    private <T> T one(T[] values) {
        return values[random.nextInt(values.length)];
    }
}
