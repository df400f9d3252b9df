package one.commserver.registry.memory;

import one.commserver.registry.RegistryProperties;

import java.time.Duration;

/// How often a slot's holders have displaced each other in a row.
///
/// Spec: chapter 4, each displacement within a minute of the last doubles the slot's window.
///
/// @param displacements so far; zero: there was none
/// @param last when the last one was, in the registry's nanoseconds; means nothing if there was none
/// @param window of the slot since then
record Fight(int displacements, long last, Duration window) {

    static Fight none(RegistryProperties properties) {
        return new Fight(0, 0, properties.slotWindow());
    }

    boolean isForgotten(long now, RegistryProperties properties) {
        return displacements == 0 || now - last > properties.displacementMemory().toNanos();
    }

    /// One more displacement.
    Fight next(long now, RegistryProperties properties) {
        if (isForgotten(now, properties)) {
            return new Fight(1, now, properties.slotWindow());
        }
        Duration doubled = window.multipliedBy(2);
        Duration most = properties.maxSlotWindow();
        return new Fight(displacements + 1, now, doubled.compareTo(most) < 0 ? doubled : most);
    }
}
