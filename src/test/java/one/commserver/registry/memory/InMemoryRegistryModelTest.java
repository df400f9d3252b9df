package one.commserver.registry.memory;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.registry.Decision;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.TestHolder;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Whatever happens to a slot, in whatever order, the registry decides as the simplest description of the rules does.
class InMemoryRegistryModelTest {

    private static final long WINDOW = 2_000;
    private static final long MINUTE = 60_000;
    private static final long TIME_TO_LIVE = 300_000;

    enum What {
        TAKE,
        TAKE_WITH_TOKEN,
        LOSE,
        END
    }

    /// @param pause before it, in milliseconds
    /// @param which of the earlier takings it refers to, from the latest on
    record Step(What what, long pause, int which) {}

    @Property(tries = 500)
    void decidesAsTheRulesDo(@ForAll("steps") List<Step> steps) {
        var scene = RegistryScene.of(new InMemoryRegistryTest());
        var model = new Model();
        var takings = new ArrayList<TestHolder>();
        for (Step step : steps) {
            scene.time.advance(Duration.ofMillis(step.pause()));
            model.now += step.pause();
            int index = takings.size() - 1 - step.which();
            TestHolder earlier = index < 0 ? null : takings.get(index);
            int session = earlier == null ? -1 : model.sessionOfTaking.get(index);
            switch (step.what()) {
                case TAKE -> compare(scene.take(scene.phone), model.take(-1), takings);
                case TAKE_WITH_TOKEN -> {
                    if (earlier != null) {
                        compare(scene.take(scene.phone, earlier.token()), model.take(session), takings);
                    }
                }
                case LOSE -> {
                    if (earlier != null) {
                        scene.lost(earlier);
                        model.lose(index);
                    }
                }
                case END -> {
                    if (earlier != null) {
                        scene.end(earlier);
                        model.end(index);
                    }
                }
            }
            assertThat(scene.found()).hasSize(model.isConnected ? 1 : 0);
        }
    }

    private static void compare(TestHolder claimant, String expected, List<TestHolder> takings) {
        assertThat(described(claimant.decision)).isEqualTo(expected);
        if (!claimant.isRefused()) {
            takings.add(claimant);
        }
    }

    private static String described(Decision decision) {
        return switch (decision) {
            case Decision.Taken taken -> taken.resumed() ? "resumed" : "new";
            case Decision.TakenAMomentAgo(Duration retryAfter) -> "retry after " + retryAfter.toMillis();
            case Decision.TooManyOfIdentity() -> "identity";
            case Decision.TooManyLanes() -> "lanes";
        };
    }

    @Provide
    Arbitrary<List<Step>> steps() {
        var pauses =
                Arbitraries.of(0L, 1L, 1_999L, 2_000L, 4_000L, 30_000L, 59_999L, 60_000L, 60_001L, 299_999L, 300_000L);
        return Combinators.combine(Arbitraries.of(What.class), pauses, Arbitraries.integers().between(0, 3))
                .as(Step::new)
                .list()
                .ofMaxSize(60);
    }

    /// The rules of one slot, without any care for threads or memory.
    private static final class Model {

        final List<Integer> sessionOfTaking = new ArrayList<>();
        long now;
        boolean isConnected;

        private int session = -1;
        private int sessions;
        private int holder = -1;
        private long taken;
        private long lost;
        private long window = WINDOW;
        private int displacements;
        private long lastDisplacement;

        String take(int token) {
            boolean isAlive = session >= 0 && (isConnected || now - lost < TIME_TO_LIVE);
            if (isAlive && token == session) {
                holds(session);
                return "resumed";
            }
            long ends = taken + window;
            if (isAlive && isConnected && now < ends) {
                return "retry after " + (ends - now);
            }
            boolean isFight = displacements > 0 && now - lastDisplacement <= MINUTE;
            if (isAlive && isConnected) {
                displacements = isFight ? displacements + 1 : 1;
                lastDisplacement = now;
                isFight = true;
            }
            window = isFight ? Math.min(MINUTE, WINDOW << (displacements - 1)) : WINDOW;
            taken = now;
            holds(sessions++);
            return "new";
        }

        private void holds(int next) {
            session = next;
            isConnected = true;
            holder = sessionOfTaking.size();
            sessionOfTaking.add(next);
        }

        void lose(int taking) {
            if (taking == holder && isConnected) {
                isConnected = false;
                lost = now;
            }
        }

        void end(int taking) {
            if (taking == holder) {
                isConnected = false;
                session = -1;
                holder = -1;
            }
        }
    }
}
