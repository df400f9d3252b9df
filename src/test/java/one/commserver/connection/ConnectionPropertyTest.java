package one.commserver.connection;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;

class ConnectionPropertyTest {

    private static final Set<ConnectionState> LIVING =
            EnumSet.range(ConnectionState.CONNECTING, ConnectionState.ACTIVE);

    /// What can happen to a connection.
    enum Step {
        SEND,
        QUEUE,
        QUEUE_TOO_MUCH,
        CLOSE,
        TERMINATE,
        TEXT,
        REMOTE_CLOSE,
        VIOLATION,
        LOST,
        RUN,
        WRITABLE,
        UNWRITABLE,
        WAIT,
        NEXT_STATE,
        ANY_STATE
    }

    @Property(tries = 2_000)
    void noSequenceOfEventsLeavesTheTable(
            @ForAll("steps") List<Step> steps, @ForAll("livingStates") ConnectionState any) {
        FakeWire wire = new FakeWire();
        TableWatch watch = new TableWatch();
        Connection connection = wire.connection(2_000, watch);
        List<String> fates = new ArrayList<>();
        int queued = 0;

        for (Step step : steps) {
            switch (step) {
                case SEND -> connection.send("text");
                case QUEUE -> connection.queue(new FakeDeparture("d" + queued++, 10, fates));
                case QUEUE_TOO_MUCH -> connection.queue(new FakeDeparture("d" + queued++, 2_001, fates));
                case CLOSE -> connection.close(CloseReason.NORMAL);
                case TERMINATE -> connection.terminate(CloseReason.TIMED_OUT);
                case TEXT -> connection.incoming(new ConnectionEvent.Text("x"));
                case REMOTE_CLOSE -> connection.incoming(new ConnectionEvent.Closing(CloseStatus.NO_CODE));
                case VIOLATION -> connection.incoming(new ConnectionEvent.Violation(ErrorCode.MESSAGE_TOO_BIG));
                case LOST -> connection.lost(null);
                case RUN -> wire.run();
                case WRITABLE -> {
                    wire.writable = true;
                    connection.writable();
                }
                case UNWRITABLE -> wire.writable = false;
                case WAIT -> wire.advance(Duration.ofSeconds(3));
                case NEXT_STATE ->
                        connection.state().successorStates().stream()
                                .filter(LIVING::contains)
                                .min(Comparator.naturalOrder())
                                .ifPresent(connection::become);
                case ANY_STATE -> tryStep(connection, any);
            }
        }
        connection.lost(null);
        wire.advance(Duration.ofSeconds(10));

        assertThat(connection.state().isFinal()).isTrue();
        assertThat(watch.closed).isEqualTo(1);
        assertThat(fates).hasSize(queued);
        assertThat(fates.stream().map(fate -> fate.substring(0, fate.indexOf(' ')))).doesNotHaveDuplicates();
        assertThat(connection.queuedBytes()).isZero();
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        return Arbitraries.of(Step.class).list().ofMaxSize(40);
    }

    @Provide
    Arbitrary<ConnectionState> livingStates() {
        return Arbitraries.of(LIVING);
    }

    private static void tryStep(Connection connection, ConnectionState next) {
        ConnectionState before = connection.state();
        boolean legal = before.canBecome(next);
        try {
            connection.become(next);
            assertThat(legal).isTrue();
        } catch (IllegalStateException refused) {
            assertThat(legal).isFalse();
            assertThat(connection.state()).isEqualTo(before);
        }
    }

    private static final class TableWatch implements ConnectionObserver {

        private ConnectionState state = ConnectionState.INITIALIZING;
        private int closed;

        @Override
        public void stateChanged(Connection connection, ConnectionState from, ConnectionState to, long nanos) {
            assertThat(closed).isZero();
            assertThat(from).isEqualTo(state);
            assertThat(from.canBecome(to)).isTrue();
            state = to;
        }

        @Override
        public void error(Connection connection, ConnectionProblem problem) {
            assertThat(closed).isZero();
        }

        @Override
        public void closed(Connection connection, CloseStatus status) {
            assertThat(connection.state().isFinal()).isTrue();
            closed++;
        }
    }
}
