package one.commserver.client;

import one.commserver.client.dial.ServerAddress;
import one.commserver.connection.NanoClock;
import one.commserver.crypto.SigningKey;

import reactor.core.scheduler.Scheduler;

import java.time.Clock;
import java.time.Duration;

/// What all links of a client have in common.
///
/// @param authenticationTimeout for challenge and response together
/// @param requestTimeout for each answer of the server's
/// @param sessionLife how long channels wait for the next link
/// @param maxChannels the most channels of a link, if the server allows as many
/// @param timers for timeouts and heartbeats
/// @param clock what the timestamp of `auth` is read from
/// @param nanoClock for durations
record ClientSettings(
        SigningKey key,
        ServerAddress address,
        String instance,
        Duration authenticationTimeout,
        Duration requestTimeout,
        Duration sessionLife,
        int maxChannels,
        Scheduler timers,
        Clock clock,
        NanoClock nanoClock) {

    /// Shows no key.
    @Override
    public String toString() {
        return "ClientSettings[" + address + ", " + instance + "]";
    }
}
