package one.commserver.limits;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.IntSupplier;
import java.util.function.ToIntFunction;
import java.util.function.UnaryOperator;

/// Settings that can be changed while the server runs: those of the start, until somebody changes them. They are
/// changed at this node alone, and until its process ends.
///
/// One object owns them, and all who go by them ask it each time: that costs the reading of a field. Who has to do
/// something when they change can be told. Any thread.
///
/// @param <T> a record that refuses values that make no sense, so that there are never any others in force
public final class InForce<T extends Record> {

    private final T atStart;
    private final List<Consumer<T>> listeners = new CopyOnWriteArrayList<>();
    private volatile T now;

    /// @param atStart what the settings are at first
    public InForce(T atStart) {
        this.atStart = atStart;
        this.now = atStart;
    }

    /// What holds now.
    public T now() {
        return now;
    }

    /// With what the server was started.
    public T atStart() {
        return atStart;
    }

    /// The highest that one of them has been since the start: who came in by it may still be there.
    ///
    /// @param component which one; answers the same for the same settings
    public IntSupplier highest(ToIntFunction<T> component) {
        var highest = new AtomicInteger(Math.max(component.applyAsInt(atStart), component.applyAsInt(now)));
        onChange(settings -> highest.accumulateAndGet(component.applyAsInt(settings), Math::max));
        return highest::get;
    }

    /// Tells somebody of each change.
    ///
    /// @param listener must neither wait nor throw; is there for as long as the settings are, so once for each part of
    ///     the server and never for a connection
    public void onChange(Consumer<T> listener) {
        listeners.add(listener);
    }

    /// Changes them for whoever asks from now on. Changes are made one after another, none gets lost.
    ///
    /// @param change makes the new ones of those in force; what it throws leaves all as it was
    public synchronized void change(UnaryOperator<T> change) {
        T changed = change.apply(now);
        now = changed;
        listeners.forEach(listener -> listener.accept(changed));
    }
}
