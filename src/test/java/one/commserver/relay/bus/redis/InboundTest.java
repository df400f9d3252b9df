package one.commserver.relay.bus.redis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import one.commserver.registry.NodeId;
import one.commserver.relay.bus.Batch;
import one.commserver.relay.bus.BusListener;
import one.commserver.relay.bus.BusMessage;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;

import org.assertj.core.api.ThrowableAssert;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/// What becomes of what one node tells, when who hears it fails.
class InboundTest {

    private static final NodeId FROM = new NodeId("node-1");

    private final List<String> heard = new ArrayList<>();

    /// As Netty does when there is no memory outside of the heap, and a mistake of ours.
    static Stream<Throwable> failures() {
        return Stream.of(new OutOfMemoryError("asked for by a test"), new IllegalStateException("asked for by a test"));
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatFollowsInTheSameBatchIsHeard(Throwable failure) {
        Inbound inbound = inbound("data 1", failure);

        goesOn(() -> inbound.heard(batch(1, 1, 2), 0));

        assertThat(heard).containsExactly("data 1", "data 2");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatFollowsAGapIsHeard(Throwable failure) {
        Inbound inbound = inbound("gap", failure);

        goesOn(() -> inbound.heard(batch(7, 1), 0));

        assertThat(heard).containsExactly("gap", "data 1");
    }

    @ParameterizedTest
    @MethodSource("failures")
    void whatIsReachableAgainHarmsNobody(Throwable failure) {
        Inbound inbound = inbound("reachable", failure);

        goesOn(inbound::reachable);

        assertThat(heard).containsExactly("reachable");
    }

    @Test
    void theNextBatchIsNoGap() {
        Inbound inbound = inbound("data 1", new OutOfMemoryError("asked for by a test"));

        goesOn(() -> inbound.heard(batch(1, 1), 0));
        goesOn(() -> inbound.heard(batch(2, 2), 0));

        assertThat(heard).containsExactly("data 1", "data 2");
    }

    /// Without this an error of that kind would end the whole run.
    private static void goesOn(ThrowableAssert.ThrowingCallable call) {
        assertThatCode(call).doesNotThrowAnyException();
    }

    private Inbound inbound(String failing, Throwable failure) {
        return new Inbound(FROM, new Failing(failing, failure), 0);
    }

    private static Batch batch(long number, long... generations) {
        List<BusMessage> messages = new ArrayList<>();
        for (long generation : generations) {
            messages.add(
                    new BusMessage.Data(
                            new ChannelKey(0, 1), Side.OPENER, 1, (int) generation, ByteBuffer.allocate(1)));
        }
        return new Batch(FROM, 1, number, messages);
    }

    /// Keeps what it hears, and fails at one of it.
    private final class Failing implements BusListener {

        private final String at;
        private final Throwable failure;

        private Failing(String at, Throwable failure) {
            this.at = at;
            this.failure = failure;
        }

        @Override
        public void heard(NodeId from, BusMessage message) {
            keep("data " + ((BusMessage.Data) message).generation());
        }

        @Override
        public void gap(NodeId node) {
            keep("gap");
        }

        @Override
        public void reachable(NodeId node) {
            keep("reachable");
        }

        private void keep(String what) {
            heard.add(what);
            if (what.equals(at)) {
                switch (failure) {
                    case RuntimeException mistake -> throw mistake;
                    case Error noMemory -> throw noMemory;
                    default -> throw new AssertionError(failure);
                }
            }
        }
    }
}
