package one.commserver.registry.redis;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicInteger;

/// What Redis could not be told when a holder left or a claim failed; told again when it is back. What is lost beyond
/// the bound is noticed when somebody else wants the slot. Any thread.
final class Leavings {

    private static final int AT_MOST = 10_000;
    private static final int AT_ONCE = 16;

    private final Deque<SlotScripts.Leaving> left = new ConcurrentLinkedDeque<>();
    private final AtomicInteger count = new AtomicInteger();
    private final SlotScripts scripts;

    Leavings(SlotScripts scripts) {
        this.scripts = scripts;
    }

    void add(SlotScripts.Leaving leaving) {
        left.addLast(leaving);
        if (count.incrementAndGet() > AT_MOST) {
            poll();
        }
    }

    /// Tells all that is left; what fails stays.
    Mono<Void> tell() {
        return Mono.defer(() ->
                Flux.fromIterable(all())
                        .flatMap(
                                leaving -> scripts.leave(leaving).doOnError(away -> add(leaving)).onErrorComplete(),
                                AT_ONCE)
                        .then());
    }

    private List<SlotScripts.Leaving> all() {
        var all = new ArrayList<SlotScripts.Leaving>();
        for (var next = poll(); next != null; next = poll()) {
            all.add(next);
        }
        return all;
    }

    private SlotScripts.@Nullable Leaving poll() {
        var first = left.pollFirst();
        if (first != null) {
            count.decrementAndGet();
        }
        return first;
    }
}
