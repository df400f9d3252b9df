package one.commserver.registry;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.time.Duration;

/// How slots change hands and how long sessions are kept. How many connections there may be stands among the limits.
///
/// Spec: chapters 3 (session) and 4 (duplicates).
///
/// @param slotWindow for how long after a slot was taken a newcomer is refused: two dials racing; zero: not at all
/// @param maxSlotWindow up to which a slot's window doubles when it is fought over; not less than `slot-window`
/// @param displacementMemory how soon after the last one a displacement has to follow to count as the same fight; not
///     less than `max-slot-window`, or the fight would be forgotten before it can go on
/// @param conflictFrom from which displacement of a fight on all connections of the identity are told; at least 1
/// @param sessionTimeToLive how long a session outlives its socket; zero: not at all
/// @param displacementPatience how long a displaced holder may take to stop reading before its successor goes on
///     without it; at least 1 ms. It takes a step on an event loop, so this is met only by a fault of the server's
/// @param remembered how many slots are kept without a connection on this node in total; beyond it the longest
///     disconnected goes; at least 1. The default takes some 50 MB at most. A registry in Redis keeps them all until
///     they expire; a node remembers so many of its own for when Redis is away
/// @param rememberedPerIdentity how many slots of one identity are kept without a connection; beyond it the longest
///     disconnected goes; at least 1. The default is twice the connections that an identity may have
/// @param lease for how long a node that is gone keeps its slots, where nodes share a registry; each says three times
///     in that time that it lives; at least 300 ms
@ConfigurationProperties("commserver.registry")
public record RegistryProperties(
        @DefaultValue("2s") Duration slotWindow,
        @DefaultValue("60s") Duration maxSlotWindow,
        @DefaultValue("60s") Duration displacementMemory,
        @DefaultValue("3") int conflictFrom,
        @DefaultValue("300s") Duration sessionTimeToLive,
        @DefaultValue("5s") Duration displacementPatience,
        @DefaultValue("64") int rememberedPerIdentity,
        @DefaultValue("100000") int remembered,
        @DefaultValue("15s") Duration lease) {

    private static final Duration LONGEST = Duration.ofDays(1);

    public RegistryProperties {
        between("slot-window", Duration.ZERO, slotWindow);
        between("max-slot-window", slotWindow, maxSlotWindow);
        between("displacement-memory", maxSlotWindow, displacementMemory);
        atLeast("conflict-from", conflictFrom);
        between("session-time-to-live", Duration.ZERO, sessionTimeToLive);
        between("displacement-patience", Duration.ofMillis(1), displacementPatience);
        atLeast("remembered-per-identity", rememberedPerIdentity);
        atLeast("remembered", remembered);
        between("lease", Duration.ofMillis(300), lease);
    }

    private static void between(String name, Duration least, Duration value) {
        if (value.compareTo(least) < 0 || value.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "commserver.registry." + name + " must be from " + least + " to " + LONGEST + ", but is " + value);
        }
    }

    private static void atLeast(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException("commserver.registry." + name + " must be at least 1, but is " + value);
        }
    }
}
