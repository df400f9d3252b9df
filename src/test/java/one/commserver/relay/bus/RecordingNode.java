package one.commserver.relay.bus;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.registry.NodeId;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentSkipListSet;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

/// A node of a test: sends numbered data and keeps what it hears.
public final class RecordingNode implements BusListener {

    private static final Duration LONG_ENOUGH = Duration.ofSeconds(40);

    /// Something that was heard.
    public sealed interface Event {
        NodeId node();
    }

    /// Data: which one of which line.
    public record Heard(NodeId node, long line, long number) implements Event {}

    public record Gap(NodeId node) implements Event {}

    public record Reachable(NodeId node) implements Event {}

    public final NodeId id;
    public final Bus bus;
    private final List<Event> events = new ArrayList<>();
    private final Map<Long, ConcurrentSkipListSet<Long>> accepted = new ConcurrentHashMap<>();
    private volatile boolean isPaused;

    public RecordingNode(NodeId id, Bus bus) {
        this.id = id;
        this.bus = bus;
        bus.start(this);
    }

    /// Sends data of a line of this node's. No other thread uses the line.
    ///
    /// @return whether it was taken
    public boolean send(RecordingNode to, long line, long number, int length) {
        ByteBuffer payload = ByteBuffer.allocate(length).putLong(0, number);
        boolean isTaken = bus.send(to.id, new BusMessage.Data(new ChannelKey(0, line), Side.OPENER, 1, 1, payload));
        if (isTaken) {
            accepted.computeIfAbsent(line, any -> new ConcurrentSkipListSet<>()).add(number);
        }
        return isTaken;
    }

    @Override
    public void heard(NodeId from, BusMessage message) {
        while (isPaused) {
            // busy: its thread must not be seen to block
        }
        if (message instanceof BusMessage.Data data) {
            add(new Heard(from, data.key().low(), data.payload().getLong(0)));
        }
    }

    @Override
    public void gap(NodeId node) {
        add(new Gap(node));
    }

    @Override
    public void reachable(NodeId node) {
        add(new Reachable(node));
    }

    private void add(Event event) {
        synchronized (events) {
            events.add(event);
        }
    }

    public void pause() {
        isPaused = true;
    }

    public void resume() {
        isPaused = false;
    }

    public List<Event> events() {
        synchronized (events) {
            return List.copyOf(events);
        }
    }

    public long gaps(RecordingNode of) {
        return events().stream().filter(new Gap(of.id)::equals).count();
    }

    public long reachables(RecordingNode of) {
        return events().stream().filter(new Reachable(of.id)::equals).count();
    }

    public boolean hasHeard(RecordingNode from, long line, long number) {
        return events().contains(new Heard(from.id, line, number));
    }

    /// Both can tell each other something.
    public void awaitJoined(RecordingNode other, long line) {
        long[] number = {Long.MIN_VALUE};
        await(() -> {
            send(other, line, ++number[0], 8);
            return other.events().stream()
                    .anyMatch(event ->
                            event instanceof Heard(var from, var of, var any) && from.equals(id) && of == line);
        });
    }

    /// In order, nothing twice, and nothing missing without a gap behind what was heard before it and ahead of what was
    /// heard after it.
    public void assertNothingSilentlyLostFrom(RecordingNode sender, long line) {
        var taken = sender.accepted.getOrDefault(line, new ConcurrentSkipListSet<>());
        long last = Long.MIN_VALUE;
        boolean isGap = false;
        for (Event event : events()) {
            if (event.equals(new Gap(sender.id))) {
                isGap = true;
            } else if (event instanceof Heard(NodeId from, long of, long number)
                    && from.equals(sender.id)
                    && of == line) {
                assertThat(number).as("order of line " + line).isGreaterThan(last);
                boolean isMissing = !taken.subSet(last, false, number, false).isEmpty();
                assertThat(isMissing && !isGap).as("silently lost between %s and %s", last, number).isFalse();
                last = number;
                isGap = false;
            }
        }
        boolean isEndMissing = !taken.tailSet(last, false).isEmpty();
        assertThat(isEndMissing && !isGap).as("silently lost behind " + last).isFalse();
    }

    /// Whether all that was taken has been heard or is told to be missing.
    public boolean hasHeardAllOrAGap(RecordingNode sender, long line) {
        try {
            assertNothingSilentlyLostFrom(sender, line);
            return true;
        } catch (AssertionError notYet) {
            return false;
        }
    }

    public static void await(BooleanSupplier condition) {
        long deadline = System.nanoTime() + LONG_ENOUGH.toNanos();
        while (!condition.getAsBoolean()) {
            assertThat(System.nanoTime() - deadline).as("nanoseconds beyond the deadline").isNegative();
            LockSupport.parkNanos(Duration.ofMillis(5).toNanos());
        }
    }
}
