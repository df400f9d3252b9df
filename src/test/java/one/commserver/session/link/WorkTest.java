package one.commserver.session.link;

import static org.assertj.core.api.Assertions.assertThat;

import one.commserver.connection.NanoClock;
import one.commserver.health.FakeLink;
import one.commserver.limits.SizeLimits;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.stream.IntStream;

/// When a client isn't read because of what it has asked for.
class WorkTest {

    private static final int MOST = 4;
    private static final int LARGEST = 32 * 1024;

    private final NanoClock clock = () -> 0;
    private final FakeLink link = new FakeLink(clock);
    private final Work work = new Work(link, sizes());
    private final Queue<Sinks.One<Void>> open = new ArrayDeque<>();
    private final List<Integer> begun = new ArrayList<>();
    private int asked;

    @BeforeEach
    void run() {
        var _ = work.run().subscribe();
    }

    @Test
    void requestsAreDoneOneAfterAnotherInTheirOrder() {
        ask(1);
        ask(1);
        ask(1);
        assertThat(begun).containsExactly(0);

        answer();
        answer();

        assertThat(begun).containsExactly(0, 1, 2);
    }

    @Test
    void asManyAsMayWaitStopReadingAndHalfOfThemLetItGoOn() {
        IntStream.range(0, MOST - 1).forEach(i -> ask(1));
        assertThat(link.isHeld()).isFalse();
        ask(1);
        assertThat(link.isHeld()).isTrue();

        answer();
        assertThat(link.isHeld()).isTrue();
        answer();

        assertThat(link.isHeld()).isFalse();
    }

    @Test
    void twoOfTheLargestMessagesStopReadingAndAByteLessDoesNot() {
        ask(LARGEST);
        ask(LARGEST - 1);
        assertThat(link.isHeld()).isFalse();
        ask(1);
        assertThat(link.isHeld()).isTrue();

        answer();

        assertThat(link.isHeld()).as("one of them is left").isFalse();
    }

    @Test
    void whatIsLeftMayBeAsLargeAsOneMessageAndNotAByteMore() {
        ask(LARGEST - 1);
        ask(LARGEST);
        ask(1);
        assertThat(link.isHeld()).isTrue();

        answer();
        assertThat(link.isHeld()).isTrue();
        answer();

        assertThat(link.isHeld()).isFalse();
    }

    @Test
    void whatOneReadBringsIsTakenOnTopAndNoMore() {
        IntStream.range(0, MOST + Work.READ_AT_ONCE).forEach(i -> assertThat(add(1)).isTrue());
        assertThat(add(1)).isFalse();

        while (!open.isEmpty()) {
            answer();
        }

        assertThat(begun).hasSize(MOST + Work.READ_AT_ONCE);
        assertThat(link.isHeld()).isFalse();
        assertThat(add(1)).isTrue();
    }

    @Test
    void theServersOwnTasksTakeTheirTurnAndCountForNothing() {
        ask(1);
        IntStream.range(0, 2 * MOST).forEach(i -> work.also(Mono.fromRunnable(() -> begun.add(-1))));
        assertThat(link.isHeld()).isFalse();
        assertThat(begun).containsExactly(0);

        answer();

        assertThat(begun).hasSize(1 + 2 * MOST);
        assertThat(link.isHeld()).isFalse();
    }

    private void ask(int size) {
        assertThat(add(size)).isTrue();
    }

    private boolean add(int size) {
        Sinks.One<Void> outcome = Sinks.one();
        int mine = asked++;
        boolean added =
                work.add(
                        size,
                        Mono.defer(() -> {
                            begun.add(mine);
                            return outcome.asMono();
                        }));
        if (added) {
            open.add(outcome);
        }
        return added;
    }

    /// The oldest one is done.
    private void answer() {
        var _ = open.remove().tryEmitEmpty();
        link.run();
    }

    private static SizeLimits sizes() {
        return new Binder(
                        new MapConfigurationPropertySource(
                                Map.of(
                                        "commserver.limits.text-message",
                                        LARGEST + "B",
                                        "commserver.limits.pending-requests",
                                        MOST)))
                .bind("commserver.limits", SizeLimits.class)
                .get();
    }
}
