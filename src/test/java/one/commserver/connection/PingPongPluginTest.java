package one.commserver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.connection.plugin.PingPongPlugin;
import one.commserver.wire.ConnectionEvent;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PingPongPluginTest {

    private final FakeWire wire = new FakeWire();
    private final RecordingObserver observer = new RecordingObserver();
    private final Connection connection = wire.connection(1_000, observer);
    private final PingPongPlugin plugin = new PingPongPlugin(wire::nanos, observer);
    private final List<ConnectionEvent> received = new ArrayList<>();

    PingPongPluginTest() {
        connection.addPlugin(plugin);
        connection.receive(received::add);
    }

    @Test
    void anAnswerGivesTheRoundTripAndGoesNoFurther() {
        assertThat(plugin.roundTripNanos()).isEqualTo(-1);
        plugin.ping();
        wire.advance(Duration.ofMillis(12));

        connection.incoming(new ConnectionEvent.Pong(lastPing()));

        assertThat(plugin.roundTripNanos()).isEqualTo(12_000_000);
        assertThat(observer.heard).contains("round trip 12000000");
        assertThat(received).isEmpty();
    }

    @Test
    void onlyTheAnswerToTheLastPingCounts() {
        plugin.ping();
        long first = lastPing();
        wire.advance(Duration.ofMillis(5));
        plugin.ping();
        wire.advance(Duration.ofMillis(1));

        connection.incoming(new ConnectionEvent.Pong(first));
        assertThat(plugin.roundTripNanos()).isEqualTo(-1);
        connection.incoming(new ConnectionEvent.Pong(lastPing()));

        assertThat(plugin.roundTripNanos()).isEqualTo(1_000_000);
    }

    @Test
    void anAnswerCountsOnce() {
        plugin.ping();
        connection.incoming(new ConnectionEvent.Pong(lastPing()));
        wire.advance(Duration.ofMillis(5));

        connection.incoming(new ConnectionEvent.Pong(lastPing()));

        assertThat(plugin.roundTripNanos()).isZero();
    }

    @Test
    void anAnswerThatNobodyAskedForIsSwallowedAndMeansNothing() {
        connection.incoming(new ConnectionEvent.Pong(0));

        assertThat(plugin.roundTripNanos()).isEqualTo(-1);
        assertThat(received).isEmpty();
    }

    @Test
    void twoPingsOfOneMomentHaveDifferentPayloads() {
        plugin.ping();
        long first = lastPing();
        plugin.ping();

        assertThat(lastPing()).isNotEqualTo(first);
    }

    @Test
    void aPingGoesPastWhatWaits() {
        wire.writable = false;
        connection.send("waits");
        wire.run();

        plugin.ping();

        assertThat(wire.written).hasSize(1).hasOnlyElementsOfType(ConnectionEvent.Ping.class);
        assertThat(wire.flushes).isEqualTo(1);
    }

    @Test
    void pingsDoNotPileUpBeforeAWireThatTakesNoMore() {
        wire.writable = false;
        plugin.ping();
        long first = lastPing();
        plugin.ping();
        plugin.ping();
        assertThat(wire.written).hasSize(1);
        wire.advance(Duration.ofMillis(40));

        connection.incoming(new ConnectionEvent.Pong(first));

        assertThat(plugin.roundTripNanos()).isEqualTo(40_000_000);
    }

    private long lastPing() {
        return ((ConnectionEvent.Ping) wire.written.getLast()).payload();
    }
}
