package one.commserver.connection;

import java.time.Duration;

/// What each connection of one side has in common.
///
/// @param maxQueuedBytes the most that may wait to leave; beyond it the connection ends as a slow consumer's
/// @param closePatience how long a close may take, what waits before it included, until the socket is cut
/// @param clock for activity and durations
/// @param observer hears of everything
public record ConnectionSettings(
        long maxQueuedBytes, Duration closePatience, NanoClock clock, ConnectionObserver observer) {}
