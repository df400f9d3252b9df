package one.commserver.registry.memory;

import one.commserver.registry.RegistryProperties;
import one.commserver.registry.Slot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/// All that is known of a slot. Changed only inside [IdentitySlots].
final class SlotState {

    /// It isn't among the remembered.
    static final long NOT_REMEMBERED = -1;

    final Slot slot;

    /// Nobody's session: only the fight or the fence is remembered.
    @Nullable Occupant occupant;

    Fight fight;

    /// Completes when everybody who ever held the slot before its occupant has stopped reading.
    CompletableFuture<@Nullable Void> fence = CompletableFuture.completedFuture(null);

    /// Its place in the order of [Remembered] while nobody is connected.
    long place = NOT_REMEMBERED;

    SlotState(Slot slot, RegistryProperties properties) {
        this.slot = slot;
        this.fight = Fight.none(properties);
    }

    boolean isConnected() {
        return occupant != null && occupant.isConnected();
    }

    /// Whose session it is at that moment.
    @Nullable Occupant occupantAt(long now, RegistryProperties properties) {
        return occupant == null || occupant.isExpired(now, properties) ? null : occupant;
    }

    /// For how long newcomers are refused when it is taken at that moment.
    Duration window(long now, RegistryProperties properties) {
        return fight.isForgotten(now, properties) ? properties.slotWindow() : fight.window();
    }

    /// Whether a slot that nobody has ever held would behave the same.
    boolean isForgettable(long now, RegistryProperties properties) {
        return occupantAt(now, properties) == null && fence.isDone() && fight.isForgotten(now, properties);
    }
}
