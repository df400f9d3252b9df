package one.commserver.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.connection.plugin.NetworkPlugin;
import one.commserver.connection.plugin.StatisticsPlugin;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

class ConnectionTest {

    private static final CloseStatus BYE = CloseStatus.of(CloseReason.NORMAL);

    private final FakeWire wire = new FakeWire();
    private final RecordingObserver observer = new RecordingObserver();
    private final Connection connection = wire.connection(2_000, observer);
    private final List<String> fates = new ArrayList<>();
    private final List<ConnectionEvent> received = new ArrayList<>();

    ConnectionTest() {
        connection.receive(received::add);
    }

    @Test
    void whatIsQueuedBeforeACloseLeavesBeforeIt() {
        connection.send("first");
        connection.close(CloseReason.NORMAL);
        connection.send("second");

        wire.run();

        assertThat(wire.written).startsWith(text("first")).endsWith(new ConnectionEvent.Closing(BYE));
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSING);
    }

    @Test
    void nothingLeavesBehindAClose() {
        connection.close(CloseReason.NORMAL);
        wire.run();

        connection.send("late");
        connection.queue(new FakeDeparture("frame", 1, fates));
        wire.run();

        assertThat(wire.written).containsExactly(new ConnectionEvent.Closing(BYE));
        assertThat(fates).containsExactly("frame dropped");
    }

    @Test
    void nothingLeavesBehindTheOthersClose() {
        wire.writable = false;
        connection.queue(new FakeDeparture("frame", 1, fates));
        connection.incoming(new ConnectionEvent.Closing(BYE));
        wire.writable = true;
        wire.run();

        assertThat(fates).containsExactly("frame dropped");
    }

    @Test
    void aCloseThatTakesTooLongCuts() {
        wire.writable = false;
        connection.queue(new FakeDeparture("frame", 1, fates));
        connection.close(CloseReason.NORMAL);

        wire.advance(Duration.ofMillis(4_999));
        assertThat(wire.terminated).isNull();
        wire.advance(Duration.ofMillis(1));

        assertThat(wire.terminated).isEqualTo(BYE);
        assertThat(fates).containsExactly("frame dropped");
    }

    @Test
    void theOthersCloseThatTakesTooLongCutsToo() {
        connection.incoming(new ConnectionEvent.Closing(BYE));

        wire.advance(Duration.ofSeconds(5));

        assertThat(wire.terminated).isEqualTo(BYE);
    }

    @Test
    void aCloseWhoseDataHasNotLeftIsNotInOrder() {
        connection.close(CloseReason.NORMAL);
        wire.run();

        connection.truncated();
        connection.lost(null);

        assertThat(connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(connection.ended().block(Duration.ofSeconds(1)))
                .isEqualTo(new ConnectionEnd(CloseStatus.ABNORMAL, ConnectionEnd.By.LOCAL));
        assertThat(observer.heard).contains("error connection broken: not all was sent");
    }

    @Test
    void whatEndsForAReasonKeepsItEvenIfNotAllHasLeft() {
        connection.terminate(CloseReason.POLICY_VIOLATION);
        wire.run();

        connection.truncated();
        connection.lost(null);

        assertThat(connection.ended().block(Duration.ofSeconds(1)).status())
                .isEqualTo(CloseStatus.of(CloseReason.POLICY_VIOLATION));
    }

    @Test
    void aCloseInTimeIsNotCut() {
        connection.close(CloseReason.NORMAL);
        wire.run();
        connection.incoming(new ConnectionEvent.Closing(BYE));
        connection.lost(null);

        wire.advance(Duration.ofSeconds(10));

        assertThat(wire.terminations).isZero();
        assertThat(connection.state()).isEqualTo(ConnectionState.CLOSED);
        assertThat(connection.ended().block(Duration.ofSeconds(1)))
                .isEqualTo(new ConnectionEnd(BYE, ConnectionEnd.By.LOCAL));
    }

    @Test
    void terminateDropsWhatWaitsAndCutsAtOnce() {
        wire.writable = false;
        connection.queue(new FakeDeparture("frame", 1, fates));
        connection.terminate(CloseReason.TIMED_OUT);

        wire.run();

        assertThat(fates).containsExactly("frame dropped");
        assertThat(wire.terminated).isEqualTo(CloseStatus.of(CloseReason.TIMED_OUT));
    }

    @Test
    void whatWasSentBeforeATerminateStillLeavesIfTheWireTakesIt() {
        connection.send("error");
        connection.terminate(CloseReason.TIMED_OUT);

        wire.run();

        assertThat(wire.written).containsExactly(text("error"));
    }

    @Test
    void theFirstReasonToEndStays() {
        connection.incoming(new ConnectionEvent.Closing(new CloseStatus(4_000, "theirs")));
        connection.close(CloseReason.NORMAL);
        connection.terminate(CloseReason.TIMED_OUT);
        wire.run();
        connection.lost(null);

        assertThat(connection.ended().block(Duration.ofSeconds(1)))
                .isEqualTo(new ConnectionEnd(new CloseStatus(4_000, "theirs"), ConnectionEnd.By.REMOTE));
        assertThat(observer.heard).contains("closed 4000");
    }

    @ParameterizedTest
    @EnumSource(
            names = {"CLOSING", "CLOSED", "FAILED"},
            mode = EnumSource.Mode.EXCLUDE)
    void aWireThatBreaksEndsTheConnectionInEveryState(ConnectionState state) {
        path(state).forEach(connection::become);
        wire.writable = false;
        connection.queue(new FakeDeparture("frame", 1, fates));

        connection.lost(new IOException("reset by 192.0.2.1"));
        connection.lost(null);
        wire.run();

        assertThat(connection.state()).isEqualTo(ConnectionState.FAILED);
        assertThat(connection.ended().block(Duration.ofSeconds(1)))
                .isEqualTo(new ConnectionEnd(CloseStatus.ABNORMAL, ConnectionEnd.By.LOST));
        assertThat(fates).containsExactly("frame dropped");
        assertThat(observer.heard).endsWith("error connection broken: IOException", state + ">FAILED", "closed 1006");
    }

    @Test
    void tooMuchThatWaitsEndsTheConnectionAsASlowConsumers() {
        wire.writable = false;
        connection.queue(new FakeDeparture("big", 2_001, fates));
        connection.queue(new FakeDeparture("more", 2_001, fates));

        wire.run();

        assertThat(wire.terminated).isEqualTo(CloseStatus.of(CloseReason.TRY_AGAIN_LATER));
        assertThat(wire.terminations).isEqualTo(1);
        assertThat(fates).containsExactlyInAnyOrder("big dropped", "more dropped");
        assertThat(observer.heard).containsOnlyOnce("error slow_consumer");
        assertThat(connection.queuedBytes()).isZero();
    }

    @Test
    void nothingIsToldOfAConnectionThatHasEnded() {
        connection.queue(new FakeDeparture("big", 2_001, fates));
        connection.lost(null);
        wire.run();
        connection.problem(ConnectionProblem.of(ErrorCode.INTERNAL_ERROR));
        connection.incoming(text("late"));

        assertThat(observer.heard).endsWith("closed 1006");
        assertThat(received).isEmpty();
    }

    @Test
    void statesAreToldWithTheTimeSpentInThem() {
        wire.advance(Duration.ofNanos(3));
        connection.become(ConnectionState.CONNECTING);
        wire.advance(Duration.ofNanos(5));
        connection.become(ConnectionState.CONNECTED);

        assertThat(observer.heard).containsExactly("opened", "INITIALIZING>CONNECTING", "CONNECTING>CONNECTED");
        assertThat(observer.nanosIn)
                .isEqualTo(Map.of(ConnectionState.INITIALIZING, 3L, ConnectionState.CONNECTING, 5L));
    }

    @Test
    void anIllegalStepThrowsAndChangesNothing() {
        assertThatThrownBy(() -> connection.become(ConnectionState.ACTIVE)).isInstanceOf(IllegalStateException.class);

        assertThat(connection.state()).isEqualTo(ConnectionState.INITIALIZING);
        assertThat(observer.heard).containsExactly("opened");
    }

    @Test
    void activityIsWhenTheWireWasLastTouched() {
        wire.advance(Duration.ofSeconds(2));
        connection.touched();
        wire.advance(Duration.ofSeconds(3));

        assertThat(connection.lastActivity()).isEqualTo(Duration.ofSeconds(2).toNanos());
        assertThat(connection.openedAt()).isZero();
    }

    @Test
    void eachMethodIsToldWithItsName() {
        connection.addPlugin(new NetworkPlugin());
        connection.send("x");
        connection.close(CloseReason.NORMAL);
        connection.terminate(CloseReason.NORMAL);

        assertThat(observer.heard).contains("called addPlugin", "called send", "called close", "called terminate");
    }

    @Test
    void theNetworkPluginLetsNothingInBehindAClose() {
        connection.addPlugin(new NetworkPlugin());

        connection.incoming(new ConnectionEvent.Closing(BYE));
        connection.incoming(text("late"));

        assertThat(received).containsExactly(new ConnectionEvent.Closing(BYE));
    }

    @Test
    void theStatisticsPluginTellsMessagesOnlyWithTheirSize() {
        connection.addPlugin(new StatisticsPlugin(connection, observer));
        connection.incoming(text("ä"));
        connection.incoming(new ConnectionEvent.Pong(1));
        connection.send("out");
        wire.run();

        assertThat(observer.heard).containsSubsequence("INCOMING 2", "OUTGOING 3").doesNotContain("INCOMING 8");
    }

    private static List<ConnectionState> path(ConnectionState to) {
        List<ConnectionState> all =
                List.of(
                        ConnectionState.CONNECTING,
                        ConnectionState.CONNECTED,
                        ConnectionState.AUTHENTICATING,
                        ConnectionState.AUTHENTICATED,
                        ConnectionState.ENCRYPTING,
                        ConnectionState.ENCRYPTED,
                        ConnectionState.PAIRING,
                        ConnectionState.PAIRED,
                        ConnectionState.ACTIVE);
        return all.subList(0, all.indexOf(to) + 1);
    }

    private static ConnectionEvent text(String text) {
        return new ConnectionEvent.Text(text);
    }
}
