package one.commserver.registry.memory;

import one.commserver.crypto.Bytes;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryProperties;
import one.commserver.registry.SlotHolder;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// The session that has a slot, with or without a socket.
///
/// @param tokenHash of its token; the token itself isn't kept
/// @param taken when the slot was taken, in the registry's nanoseconds; resumption doesn't change it
/// @param window for how long after that newcomers are refused
/// @param holder absent while the session has no socket
/// @param lost since when it has none; means nothing if it has one
record Occupant(
        Registration registration,
        Bytes tokenHash,
        long taken,
        Duration window,
        @Nullable SlotHolder holder,
        long lost) {

    boolean isConnected() {
        return holder != null;
    }

    boolean isExpired(long now, RegistryProperties properties) {
        return !isConnected() && now - lost >= properties.sessionTimeToLive().toNanos();
    }

    /// @param presented hash of the token that a claimant has shown
    boolean isPresentedBy(@Nullable Bytes presented) {
        return presented != null && tokenHash.equalsConstantTime(presented);
    }

    /// What is left of the window; zero or negative when it is over.
    Duration windowLeft(long now) {
        return window.minusNanos(now - taken);
    }

    Occupant resumedBy(Registration next, SlotHolder newHolder) {
        return new Occupant(next, tokenHash, taken, window, newHolder, 0);
    }

    Occupant disconnected(long now) {
        return new Occupant(registration, tokenHash, taken, window, null, now);
    }
}
