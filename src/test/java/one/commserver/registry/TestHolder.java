package one.commserver.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// A claimant that remembers what it was told, in order.
public final class TestHolder implements SlotHolder {

    public static final Duration LONG_ENOUGH = Duration.ofSeconds(20);

    public final List<String> told = new CopyOnWriteArrayList<>();
    public final Sinks.Empty<Void> stopped = Sinks.empty();
    public volatile @Nullable Decision decision;

    private final boolean stopsAtOnce;

    private TestHolder(boolean stopsAtOnce) {
        this.stopsAtOnce = stopsAtOnce;
    }

    public static TestHolder prompt() {
        return new TestHolder(true);
    }

    /// Has stopped reading when the test completes [#stopped].
    public static TestHolder slow() {
        return new TestHolder(false);
    }

    /// Claims a slot and waits for the decision.
    public TestHolder takes(Registry registry, Slot slot, @Nullable SessionToken token) {
        decision = registry.take(new Claim(slot, token, this)).block(LONG_ENOUGH);
        return this;
    }

    public Decision.Taken taken() {
        assertThat(decision).isInstanceOf(Decision.Taken.class);
        return (Decision.Taken) decision;
    }

    public Registration registration() {
        return taken().registration();
    }

    public SessionToken token() {
        return taken().token();
    }

    public boolean isRefused() {
        return !(decision instanceof Decision.Taken);
    }

    public boolean isDisplaced() {
        return told.stream().anyMatch(what -> what.startsWith("displaced") || what.equals("doubted"));
    }

    /// Waits until it was told that somebody else has its slot.
    public void awaitDisplaced() {
        await().atMost(LONG_ENOUGH).until(this::isDisplaced);
    }

    @Override
    public Mono<Void> displaced(boolean resumed) {
        told.add("displaced, resumed " + resumed);
        return stopsAtOnce ? Mono.empty() : stopped.asMono();
    }

    @Override
    public Mono<Void> doubted() {
        told.add("doubted");
        return stopsAtOnce ? Mono.empty() : stopped.asMono();
    }

    @Override
    public Mono<Void> revoked() {
        told.add("revoked");
        return stopsAtOnce ? Mono.empty() : stopped.asMono();
    }

    @Override
    public void conflict(Slot slot, int displacements) {
        told.add("conflict " + displacements);
    }
}
