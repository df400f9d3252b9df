package one.commserver.limits;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.IntSupplier;

/// Counts up to a cap, exactly, from any thread and without waiting.
public final class CappedCounter {

    private final AtomicInteger count = new AtomicInteger();
    private final IntSupplier cap;

    /// @param cap how many permits there are at most
    public CappedCounter(int cap) {
        if (cap < 0) {
            throw new IllegalArgumentException("a cap is not negative, but is " + cap);
        }
        this.cap = () -> cap;
    }

    /// @param cap how many permits there are at most, now; when it falls below those that are out, nobody loses one
    public CappedCounter(IntSupplier cap) {
        this.cap = cap;
    }

    /// A permit, or empty at the cap.
    public Optional<Permit> acquire() {
        // Not counted first and taken back at the cap: meanwhile another would be refused for whom there is room.
        int most = cap.getAsInt();
        int before = count.getAndUpdate(current -> current < most ? current + 1 : current);
        return before < most ? Optional.of(new Permit(count::decrementAndGet)) : Optional.empty();
    }

    /// How many permits are out.
    public int count() {
        return count.get();
    }

    /// How many permits there are at most.
    public int cap() {
        return cap.getAsInt();
    }
}
