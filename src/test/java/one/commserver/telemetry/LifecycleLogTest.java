package one.commserver.telemetry;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;

import one.commserver.connection.Connection;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionProblem;
import one.commserver.connection.ConnectionState;
import one.commserver.connection.FakeWire;
import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.testing.LogLines;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.RegisterExtension;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;

import java.time.Duration;

class LifecycleLogTest {

    private static final Identity IDENTITY = Identity.parse("ed25519:11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo");

    private final FakeWire wire = new FakeWire();
    private final LifecycleLog log = new LifecycleLog(wire::nanos);
    @RegisterExtension private final LogLines lines = LogLines.of(LifecycleLog.class, Level.DEBUG);

    @Test
    void theLifeOfAConnectionIsThreeLines() {
        Connection connection = wire.connection(1_000, log);
        connection.label(new ConnectionLabels("native", ConnectionKind.DATA, IDENTITY, "phone"));
        for (String state : new String[] {"CONNECTING", "CONNECTED", "AUTHENTICATING", "AUTHENTICATED", "ACTIVE"}) {
            connection.become(ConnectionState.valueOf(state));
        }
        wire.advance(Duration.ofMillis(1_500));
        connection.incoming(new ConnectionEvent.Closing(new CloseStatus(4_000, "bye\nERROR all is lost")));
        connection.lost(null);

        assertThat(lines.all())
                .extracting(event -> event.getLevel() + " " + event.getFormattedMessage())
                .containsExactly(
                        "DEBUG " + connection.id() + " opened, here -> there",
                        "INFO " + connection.id() + " active, native data ed25519:11qYAYKx…",
                        "INFO "
                                + connection.id()
                                + " closed after 1500 ms with 4000 'bye?ERROR all is lost', native data"
                                + " ed25519:11qYAYKx…");
    }

    @Test
    void aConnectionThatNobodyProvedToOwnEndsQuietly() {
        Connection connection = wire.connection(1_000, log);
        connection.incoming(new ConnectionEvent.Closing(CloseStatus.NO_CODE));
        connection.lost(null);

        assertThat(lines.all()).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
        assertThat(lines.all().getLast().getFormattedMessage())
                .endsWith("closed after 0 ms with 1005 '', unknown none unknown");
    }

    @ParameterizedTest
    @CsvSource({"INFO, DEBUG", "WARNING, INFO", "ERROR, WARN", "CRITICAL, ERROR"})
    void anErrorOfTheServersOwnHasTheLevelOfItsSeverity(ErrorCode.Severity severity, String level) {
        Connection connection = wire.connection(1_000, log);
        connection.problem(new ConnectionProblem("a\nb", ErrorCode.Category.SERVER, severity));

        assertThat(lines.all().getLast().getLevel()).isEqualTo(Level.toLevel(level));
        assertThat(lines.all().getLast().getFormattedMessage()).endsWith(": a?b (server)");
    }

    @ParameterizedTest
    @EnumSource(mode = EnumSource.Mode.EXCLUDE, names = "SERVER")
    void whatAClientDoesWrongIsNoLineWhereLogsAreKept(ErrorCode.Category category) {
        Connection connection = wire.connection(1_000, log);
        connection.problem(new ConnectionProblem("nonsense", category, ErrorCode.Severity.CRITICAL));

        assertThat(lines.all()).extracting(ILoggingEvent::getLevel).containsOnly(Level.DEBUG);
    }

    @Test
    void tenThousandBadMessagesAreAsManyLinesAsTenAre() {
        lines.setLevel(Level.INFO);
        Connection connection = wire.connection(1_000, log);
        for (int i = 0; i < 10_000; i++) {
            connection.problem(ConnectionProblem.of(ErrorCode.MALFORMED_MESSAGE));
            connection.problem(ConnectionProblem.of(ErrorCode.RATE_LIMITED));
        }

        assertThat(lines.all()).isEmpty();
    }

    /// Whoever finds a fault of ours can't fill a disk by it.
    @Test
    void errorsOfTheServersOwnHaveABudget() {
        lines.setLevel(Level.INFO);
        Connection connection = wire.connection(1_000, log);
        for (int i = 0; i < 10_000; i++) {
            connection.problem(ConnectionProblem.of(ErrorCode.INTERNAL_ERROR));
        }
        assertThat(lines.all()).hasSize(LogBudget.DEFAULT_LINES);

        wire.advance(Duration.ofMinutes(1));
        connection.problem(ConnectionProblem.of(ErrorCode.INTERNAL_ERROR));

        assertThat(lines.all()).hasSize(LogBudget.DEFAULT_LINES + 1);
        assertThat(lines.all().getLast().getFormattedMessage())
                .endsWith("internal_error (server); " + (10_000 - LogBudget.DEFAULT_LINES) + " more before");
    }
}
