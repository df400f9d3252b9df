package one.commserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.FakeWire;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Direction;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;
import java.util.Arrays;
import java.util.concurrent.TimeUnit;

class MeterObserverTest {

    private final FakeWire wire = new FakeWire();
    private final PrometheusMeterRegistry registry = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
    private final MeterObserver observer = new MeterObserver(registry, wire::nanos);

    @Test
    void connectionsAreCountedAndShownByState() {
        wire.connection(1_000, observer);
        Connection connection = wire.connection(1_000, observer);
        wire.advance(Duration.ofSeconds(2));
        connection.become(ConnectionState.CONNECTING);

        assertThat(counter("opened")).isEqualTo(2);
        assertThat(gauge("open", "state", "initializing")).isEqualTo(1);
        assertThat(gauge("open", "state", "connecting")).isEqualTo(1);
        assertThat(gauge("open", "state", "active")).isZero();
        var inInitializing = registry.get("commserver.connection.state.time").tag("state", "initializing").timer();
        assertThat(inInitializing.totalTime(TimeUnit.SECONDS)).isEqualTo(2);

        connection.lost(null);
        assertThat(gauge("open", "state", "connecting")).isZero();
    }

    @Test
    void activeConnectionsAreShownByKindAndDialectUntilTheyAreNot() {
        Connection a = active("native", ConnectionKind.DATA);
        Connection b = active("native", ConnectionKind.DATA);
        active("one", null);
        assertThat(gauge("active", "kind", "data", "dialect", "native")).isEqualTo(2);
        assertThat(gauge("active", "kind", "none", "dialect", "one")).isEqualTo(1);

        a.label(new ConnectionLabels("native", ConnectionKind.CONTROL, null, null));
        a.close(CloseReason.NORMAL);
        wire.run();
        b.lost(null);
        a.lost(null);

        assertThat(gauge("active", "kind", "data", "dialect", "native")).isZero();
    }

    @Test
    void messagesAndFramesAreCountedByDirectionKindAndDialect() {
        Connection connection = active("native", ConnectionKind.CONTROL);
        observer.message(connection, Direction.INCOMING, 100);
        observer.message(connection, Direction.INCOMING, 50);
        observer.frames(connection, Direction.OUTGOING, 3, 3_000);

        String[] in = {"direction", "incoming", "kind", "control", "dialect", "native"};
        String[] out = {"direction", "outgoing", "kind", "control", "dialect", "native"};
        assertThat(counter("messages", in)).isEqualTo(2);
        assertThat(counter("message.bytes", in)).isEqualTo(150);
        assertThat(counter("frames", out)).isEqualTo(3);
        assertThat(counter("frame.bytes", out)).isEqualTo(3_000);
    }

    @Test
    void roundTripsAndLifetimesAreTimed() {
        Connection connection = active("one", null);
        wire.advance(Duration.ofSeconds(9));
        observer.roundTrip(connection, 20_000_000);
        connection.lost(null);

        assertThat(registry.get("commserver.connection.round.trip").timer().totalTime(TimeUnit.MILLISECONDS))
                .isEqualTo(20);
        assertThat(registry.get("commserver.connection.lifetime").timer().totalTime(TimeUnit.SECONDS)).isEqualTo(9);
    }

    @Test
    void errorsAreCountedByCategoryAndSeverity() {
        Connection connection = wire.connection(1_000, observer);
        connection.problem(ConnectionProblem.of(ErrorCode.RATE_LIMITED));

        assertThat(counter("errors", "category", "limit", "severity", "warning")).isEqualTo(1);
    }

    /// An alert sees no rise of what wasn't there.
    @Test
    void errorsAreThereBeforeTheFirstOne() {
        MeterSpec described = ConnectionMeter.ERRORS.spec();
        int combinations =
                described.tags().stream().mapToInt(tag -> tag.values().size()).reduce(1, Math::multiplyExact);

        assertThat(registry.get(described.name()).counters())
                .hasSize(combinations)
                .allMatch(counter -> counter.count() == 0);
    }

    @ParameterizedTest
    @EnumSource
    void ourReasonsAreTagsByName(CloseReason reason) {
        assertThat(TagValues.of(CloseStatus.of(reason))).isEqualToIgnoringCase(reason.name());
    }

    @ParameterizedTest
    @CsvSource({
        "1000, '',           normal",
        "1000, thanks,       normal",
        "1005, '',           normal",
        "1006, '',           lost",
        "1001, '',           other",
        "4711, user=mallory, other",
        "1011, mine,         other",
    })
    void aStrangersWordsAreNoTag(int code, String text, String tag) {
        assertThat(TagValues.of(new CloseStatus(code, text))).isEqualTo(tag);
    }

    @ParameterizedTest
    @CsvSource({"native, NATIVE", "NATIVE, NATIVE", "one, ONE", "unknown, UNKNOWN", "klingon, OTHER"})
    void dialectsAreAClosedList(String dialect, DialectTag tag) {
        assertThat(DialectTag.of(dialect)).isEqualTo(tag);
    }

    @Test
    void closesAreCountedByReason() {
        Connection connection = active("native", ConnectionKind.DATA);
        connection.incoming(new ConnectionEvent.Closing(CloseStatus.of(CloseReason.REPLACED)));
        connection.lost(null);

        assertThat(counter("closed", "kind", "data", "dialect", "native", "reason", "replaced")).isEqualTo(1);
    }

    @Test
    void everyMeterHasTheTagsOfItsDescription() {
        Connection connection = active("native", ConnectionKind.DATA);
        observer.message(connection, Direction.INCOMING, 1);
        observer.frames(connection, Direction.INCOMING, 1, 1);
        observer.roundTrip(connection, 1);
        connection.problem(ConnectionProblem.of(ErrorCode.RATE_LIMITED));
        connection.lost(null);

        assertThat(registry.getMeters())
                .extracting(meter -> meter.getId().getName())
                .containsOnly(
                        Arrays.stream(ConnectionMeter.values()).map(each -> each.spec().name()).toArray(String[]::new));
        for (Meter meter : registry.getMeters()) {
            MeterSpec described =
                    Arrays.stream(ConnectionMeter.values())
                            .map(ConnectionMeter::spec)
                            .filter(each -> each.name().equals(meter.getId().getName()))
                            .findAny()
                            .orElseThrow();
            assertThat(meter.getId().getTags())
                    .extracting(tag -> tag.getKey())
                    .containsExactlyInAnyOrderElementsOf(described.tags().stream().map(MeterTag::key).toList());
        }
    }

    @Test
    void theTimeUntilAConnectionIsReadyIsTimed() {
        Connection connection = wire.connection(1_000, observer);
        connection.label(new ConnectionLabels("native", ConnectionKind.DATA, null, null));
        wire.advance(Duration.ofMillis(70));
        activate(connection);

        var timer = registry.get("commserver.connection.handshake").tag("kind", "data").timer();
        assertThat(timer.totalTime(TimeUnit.MILLISECONDS)).isEqualTo(70);
        assertThat(registry.scrape())
                .contains(
                        "commserver_connection_handshake_seconds_bucket{dialect=\"native\",kind=\"data\",le=\"0.05\"}"
                                + " 0")
                .contains(
                        "commserver_connection_handshake_seconds_bucket{dialect=\"native\",kind=\"data\",le=\"0.1\"}"
                                + " 1");
    }

    private Connection active(String dialect, ConnectionKind kind) {
        Connection connection = wire.connection(1_000, observer);
        connection.label(new ConnectionLabels(dialect, kind, null, null));
        activate(connection);
        return connection;
    }

    private static void activate(Connection connection) {
        connection.become(ConnectionState.CONNECTING);
        connection.become(ConnectionState.CONNECTED);
        connection.become(ConnectionState.AUTHENTICATING);
        connection.become(ConnectionState.AUTHENTICATED);
        connection.become(ConnectionState.ACTIVE);
    }

    private double counter(String name, String... tags) {
        return registry.get("commserver.connection." + name).tags(tags).counter().count();
    }

    private double gauge(String name, String... tags) {
        return registry.get("commserver.connection." + name).tags(tags).gauge().value();
    }
}
