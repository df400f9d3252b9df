package one.commserver.client.one.plugin;

import static one.commserver.client.one.plugin.Through.bytes;
import static one.commserver.client.one.plugin.Through.in;
import static one.commserver.client.one.plugin.Through.out;
import static one.commserver.client.one.plugin.Through.text;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.FakeWire;
import one.commserver.protocol.CloseReason;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Signs of life, sent and missed, in a time that the test makes.
class OneKeepAlivePluginTest {

    private static final Duration PULSE = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(25);
    private static final Duration SECOND = Duration.ofSeconds(1);

    private final FakeWire wire = new FakeWire();
    private final Connection connection = wire.connection(1_000_000, ConnectionObserver.NONE);
    private final List<OneException> failures = new ArrayList<>();
    private final OneKeepAlivePlugin plugin =
            new OneKeepAlivePlugin(PULSE, PATIENCE, wire::nanos, () -> !wire.reading, failures::add);

    OneKeepAlivePluginTest() {
        connection.addPlugin(plugin);
    }

    @Test
    void whoSendsNothingGivesASign() {
        wire.advance(PULSE.minusMillis(1));
        assertThat(wire.written).isEmpty();

        wire.advance(Duration.ofMillis(1));
        assertThat(wire.written).containsExactly(text("keepalive"));
        assertThat(wire.flushes).isEqualTo(1);

        connection.incoming(text("hello"));
        wire.advance(PULSE);
        assertThat(wire.written).containsExactly(text("keepalive"), text("keepalive"));
    }

    @Test
    void whoSendsGivesNoSign() {
        wire.advance(PULSE.minus(SECOND));
        connection.incoming(text("hello"));
        connection.send("hello");
        wire.advance(PULSE.minus(SECOND));
        assertThat(wire.written).containsExactly(text("hello"));

        wire.advance(SECOND);
        assertThat(wire.written).containsExactly(text("hello"), text("keepalive"));
    }

    @Test
    void aFullWireGetsNoSign() {
        wire.writable = false;
        wire.advance(PULSE);

        assertThat(wire.written).isEmpty();
    }

    @Test
    void whoIsSilentIsDead() {
        wire.advance(PATIENCE.minusMillis(1));
        assertThat(failures).isEmpty();

        wire.advance(Duration.ofMillis(1));
        assertThat(failures)
                .singleElement()
                .satisfies(failure -> {
                    assertThat(failure.reason()).isEqualTo(Reason.SILENT);
                    assertThat(failure.status().code()).isEqualTo(1000);
                    assertThat(failure.status().text())
                            .isEqualTo("Terminate called: Keepalive: No lifesign of the other side");
                });

        wire.advance(PATIENCE.multipliedBy(2));
        assertThat(failures).hasSize(1);
    }

    @Test
    void whateverComesIsASign() {
        for (var event : List.of(text("keepalive"), text("hello"), bytes((byte) 1))) {
            wire.advance(PATIENCE.minus(SECOND));
            connection.incoming(event);
        }
        wire.advance(PATIENCE.minus(SECOND));

        assertThat(failures).isEmpty();
    }

    @Test
    void whileNothingIsReadNobodyIsDead() {
        wire.reading = false;
        wire.advance(PATIENCE.multipliedBy(3));
        assertThat(failures).isEmpty();

        wire.reading = true;
        wire.advance(PATIENCE);
        assertThat(failures).hasSize(1);
    }

    @Test
    void behindTheEndNothingHappens() {
        connection.terminate(CloseReason.NORMAL);
        wire.run();
        connection.lost(null);
        wire.advance(PATIENCE);

        assertThat(wire.written).isEmpty();
        assertThat(failures).isEmpty();
    }

    @Test
    void aSignIsNotHandedOn() {
        assertThat(in(plugin, text("keepalive"))).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"keepalive", "keepalivex", "keepalivexx", "keepalive now"})
    void whatLooksLikeASignGetsACharacterMore(String text) {
        assertThat(out(plugin, text(text))).containsExactly(text(text + "x"));
        assertThat(in(plugin, text(text + "x"))).containsExactly(text(text));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "keepaliv", " keepalive", "Keepalive"})
    void otherTextsStayAsTheyAre(String text) {
        assertThat(out(plugin, text(text))).containsExactly(text(text));
        assertThat(in(plugin, text(text))).containsExactly(text(text));
    }
}
