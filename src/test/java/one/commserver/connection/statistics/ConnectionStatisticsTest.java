package one.commserver.connection.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.FakeWire;
import one.commserver.connection.plugin.NetworkPlugin;
import one.commserver.connection.plugin.PingPongPlugin;
import one.commserver.connection.plugin.StatisticsPlugin;
import one.commserver.connection.statistics.Statistics.ClosedConnection;
import one.commserver.connection.statistics.Statistics.ConnectionStats;
import one.commserver.connection.statistics.Statistics.ErrorEntry;
import one.commserver.connection.statistics.Statistics.Global;
import one.commserver.connection.statistics.Statistics.PluginStats;
import one.commserver.crypto.Identity;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.Direction;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

class ConnectionStatisticsTest {

    private static final Instant START = Instant.parse("2030-01-01T00:00:00Z");
    private static final Identity IDENTITY = Identity.parse("ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

    private final FakeWire wire = new FakeWire();
    private final ConnectionStatistics statistics =
            new ConnectionStatistics(() -> START.plusNanos(wire.nanos()), wire::nanos, 3, 2);

    @Test
    void nothingHasHappenedAtFirst() {
        Global global = global();

        assertThat(global.startTime()).isEqualTo(START);
        assertThat(global.uptime()).isZero();
        assertThat(global.totalConnections()).isZero();
        assertThat(global.totalMessages()).isZero();
        assertThat(global.throughputMbps()).isZero();
        assertThat(global.messagesPerSecond()).isZero();
        assertThat(global.averageLatency()).isNull();
        assertThat(global.averageMessageSize()).isZero();
        assertThat(global.connectionsPerMinute()).isZero();
        assertThat(global.calls()).containsOnlyKeys("addPlugin", "close", "send", "terminate");
    }

    @Test
    void connectionsAreCountedAsTheyComeAndGo() {
        Connection orderly = connection();
        Connection broken = connection();
        connection();
        orderly.close(CloseReason.NORMAL);
        wire.advance(Duration.ofSeconds(30));
        orderly.lost(null);
        broken.lost(null);

        assertThat(global().totalConnections()).isEqualTo(3);
        assertThat(global().activeConnections()).isEqualTo(1);
        assertThat(global().failedConnections()).isEqualTo(1);
        assertThat(global().connectionsPerMinute()).isEqualTo(6);
        assertThat(global().uptime()).isEqualTo(Duration.ofSeconds(30));
    }

    @Test
    void messagesAndFramesAreCountedByDirection() {
        Connection connection = connection();
        connection.addPlugin(new StatisticsPlugin(connection, statistics));
        connection.incoming(new ConnectionEvent.Text("12345"));
        connection.send("123");
        wire.run();
        statistics.frames(connection, Direction.INCOMING, 4, 4_000);
        statistics.frames(connection, Direction.OUTGOING, 2, 1_000);
        wire.advance(Duration.ofSeconds(10));

        Global global = global();
        assertThat(global.messagesReceived()).isEqualTo(5);
        assertThat(global.messagesSent()).isEqualTo(3);
        assertThat(global.totalMessages()).isEqualTo(8);
        assertThat(global.bytesReceived()).isEqualTo(4_005);
        assertThat(global.bytesSent()).isEqualTo(1_003);
        assertThat(global.totalBytes()).isEqualTo(5_008);
        assertThat(global.averageMessageSize()).isEqualTo(626);
        assertThat(global.messagesPerSecond()).isEqualTo(0.8);
        assertThat(global.throughputMbps()).isEqualTo(5_008 * 8 / 10.0 / 1_000_000);
        ConnectionStats one = only();
        assertThat(one.messagesReceived()).isEqualTo(5);
        assertThat(one.messagesSent()).isEqualTo(3);
        assertThat(one.bytesReceived()).isEqualTo(4_005);
        assertThat(one.bytesSent()).isEqualTo(1_003);
    }

    @Test
    void totalsOutliveTheConnection() {
        Connection connection = connection();
        statistics.frames(connection, Direction.INCOMING, 4, 4_000);
        connection.lost(null);
        statistics.frames(connection, Direction.INCOMING, 1, 1);

        assertThat(global().totalMessages()).isEqualTo(5);
        assertThat(statistics.stats().recentlyClosed().getFirst().connection().messagesReceived()).isEqualTo(4);
    }

    @Test
    void aConnectionIsDescribedWithAShortIdentity() {
        wire.advance(Duration.ofSeconds(5));
        Connection connection = connection();
        connection.label(new ConnectionLabels("native", ConnectionKind.DATA, IDENTITY, "my\u001bphone"));
        connection.become(ConnectionState.CONNECTING);

        ConnectionStats one = only();

        assertThat(one.connectionId()).isEqualTo(connection.id());
        assertThat(one.currentState()).isEqualTo(ConnectionState.CONNECTING);
        assertThat(one.startTime()).isEqualTo(START.plusSeconds(5));
        assertThat(one.route()).isEqualTo("here -> there");
        assertThat(one.dialect()).isEqualTo("native");
        assertThat(one.kind()).isEqualTo(ConnectionKind.DATA);
        assertThat(one.identity()).isEqualTo("ed25519:11qYAYKx…");
        assertThat(one.instance()).isEqualTo("my?phone");
    }

    @Test
    void timeInEachStateIncludesThePresentOne() {
        Connection connection = connection();
        wire.advance(Duration.ofSeconds(1));
        connection.become(ConnectionState.CONNECTING);
        wire.advance(Duration.ofSeconds(2));
        connection.become(ConnectionState.CONNECTED);
        wire.advance(Duration.ofSeconds(4));

        assertThat(only().timeInState())
                .containsExactly(
                        entry(ConnectionState.INITIALIZING, Duration.ofSeconds(1)),
                        entry(ConnectionState.CONNECTING, Duration.ofSeconds(2)),
                        entry(ConnectionState.CONNECTED, Duration.ofSeconds(4)));
    }

    @Test
    void aFinalStateTakesNoMoreTime() {
        Connection connection = connection();
        wire.advance(Duration.ofSeconds(1));
        connection.lost(null);
        wire.advance(Duration.ofSeconds(1));

        ClosedConnection closed = statistics.stats().recentlyClosed().getFirst();
        assertThat(closed.connection().timeInState())
                .containsExactly(
                        entry(ConnectionState.INITIALIZING, Duration.ofSeconds(1)),
                        entry(ConnectionState.FAILED, Duration.ZERO));
    }

    @Test
    void pluginsStandInTheirOrderWithEventsBytesAndTime() {
        Connection connection = connection();
        connection.addPlugin(new NetworkPlugin()).addPlugin(new PingPongPlugin(wire::nanos, statistics));
        statistics.pluginRan(connection, NetworkPlugin.NAME, Direction.INCOMING, 100, 7);
        statistics.pluginRan(connection, NetworkPlugin.NAME, Direction.OUTGOING, 20, 3);
        statistics.pluginRan(connection, "unknown", Direction.OUTGOING, 20, 3);
        connection.addPlugin(new StatisticsPlugin(connection, statistics));

        assertThat(only().plugins())
                .containsExactly(
                        new PluginStats("network", 2, 120, Duration.ofNanos(10)),
                        new PluginStats("ping-pong", 0, 0, Duration.ZERO),
                        new PluginStats("statistics", 0, 0, Duration.ZERO));
    }

    @Test
    void errorsAreCountedAllAndKeptNewestFirstUpToTheBound() {
        Connection connection = connection();
        for (ErrorCode code :
                List.of(
                        ErrorCode.AUTH_PROOF,
                        ErrorCode.RATE_LIMITED,
                        ErrorCode.UNKNOWN_CHANNEL,
                        ErrorCode.INTERNAL_ERROR)) {
            connection.problem(ConnectionProblem.of(code));
            wire.advance(Duration.ofSeconds(1));
        }

        assertThat(global().totalErrors()).isEqualTo(4);
        assertThat(statistics.stats().recentErrors())
                .containsExactly(
                        new ErrorEntry(
                                connection.id(),
                                "internal_error",
                                ErrorCode.Category.SERVER,
                                ErrorCode.Severity.CRITICAL,
                                START.plusSeconds(3)),
                        new ErrorEntry(
                                connection.id(),
                                "unknown_channel",
                                ErrorCode.Category.RELAY,
                                ErrorCode.Severity.INFO,
                                START.plusSeconds(2)),
                        new ErrorEntry(
                                connection.id(),
                                "rate_limited",
                                ErrorCode.Category.LIMIT,
                                ErrorCode.Severity.WARNING,
                                START.plusSeconds(1)));
    }

    @Test
    void endedConnectionsAreKeptNewestFirstUpToTheBound() {
        List<Connection> three = IntStream.range(0, 3).mapToObj(i -> connection()).toList();
        wire.advance(Duration.ofSeconds(7));
        three.getFirst().lost(null);
        three.get(1).incoming(new ConnectionEvent.Closing(new CloseStatus(4_000, "bye\nroot: all is well")));
        three.get(1).lost(null);
        three.getLast().lost(null);

        List<ClosedConnection> closed = statistics.stats().recentlyClosed();

        assertThat(closed)
                .extracting(each -> each.connection().connectionId())
                .containsExactly(three.getLast().id(), three.get(1).id());
        assertThat(closed.getLast().code()).isEqualTo(4_000);
        assertThat(closed.getLast().reason()).isEqualTo("bye?root: all is well");
        assertThat(closed.getLast().duration()).isEqualTo(Duration.ofSeconds(7));
        assertThat(closed.getLast().endTime()).isEqualTo(START.plusSeconds(7));
        assertThat(statistics.stats().activeConnections()).isEmpty();
    }

    @Test
    void callsAreCountedByName() {
        Connection connection = connection();
        connection.send("a");
        connection.send("b");
        connection.close(CloseReason.NORMAL);
        statistics.called(connection, "something else");

        assertThat(global().calls())
                .containsExactly(entry("addPlugin", 0L), entry("close", 1L), entry("send", 2L), entry("terminate", 0L));
    }

    @Test
    void manyThreadsLoseNothing() throws InterruptedException {
        List<Thread> threads = new ArrayList<>();
        for (int t = 0; t < 4; t++) {
            Connection own = connection();
            threads.add(
                    Thread.ofPlatform()
                            .start(() ->
                                    IntStream.range(0, 10_000)
                                            .forEach(i -> statistics.frames(own, Direction.INCOMING, 1, 2))));
        }
        for (Thread thread : threads) {
            thread.join();
        }

        assertThat(global().totalMessages()).isEqualTo(40_000);
        assertThat(statistics.stats().activeConnections())
                .extracting(ConnectionStats::bytesReceived)
                .containsOnly(20_000L);
    }

    @Test
    void theReportSaysItAllAndNothingThatIsSecret() {
        Connection connection = connection();
        connection.addPlugin(new NetworkPlugin());
        connection.label(new ConnectionLabels("native", ConnectionKind.CONTROL, IDENTITY, "phone"));
        statistics.roundTrip(connection, 12_300_000);
        statistics.frames(connection, Direction.INCOMING, 2, 3_072);
        connection.problem(ConnectionProblem.of(ErrorCode.RATE_LIMITED));
        connection().lost(null);
        wire.advance(Duration.ofMinutes(61));

        String report = statistics.report();

        assertThat(report)
                .contains("CONNECTIONS  2030-01-01T01:01:00Z", "1h 01m", "1 active, 2 in total, 1 failed")
                .contains("3.0 KiB received", "12.3 ms", "ed25519:11qYAYKx… on phone", "control", "native")
                .contains("network (0 events, 0 B, 0.0ms)", "INITIALIZING 1h 01m", "here -> there")
                .contains("warning  limit      rate_limited", "FAILED after 0.0ms  1006")
                .doesNotContain(IDENTITY.wire());
        assertThat(report.lines()).allMatch(line -> line.length() <= 140);
    }

    @Test
    void theReportOfManyConnectionsIsAboutTheOldestAndSaysHowManyMoreThereAre() {
        Connection oldest = connection();
        for (int i = 0; i < 99; i++) {
            connection();
        }
        Connection newest = connection();

        String report = statistics.report();

        assertThat(report).contains("  " + oldest.id() + " ", "and 51 more").doesNotContain("  " + newest.id() + " ");
    }

    @Test
    void connectionsCanBeLookedThroughOneByOne() {
        Connection one = connection();
        Connection other = connection();

        assertThat(statistics.connections(each -> each.equals(other)).map(each -> each.read().connectionId()))
                .containsExactly(other.id());
        assertThat(statistics.connection(one.id())).isPresent();
        one.lost(null);
        assertThat(statistics.connection(one.id())).isEmpty();
        assertThat(statistics.connections(each -> true)).hasSize(1);
    }

    private Connection connection() {
        return wire.connection(1_000_000, statistics);
    }

    private Global global() {
        return statistics.stats().global();
    }

    private ConnectionStats only() {
        assertThat(statistics.stats().activeConnections()).hasSize(1);
        return statistics.stats().activeConnections().getFirst();
    }
}
