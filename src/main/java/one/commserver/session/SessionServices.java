package one.commserver.session;

import one.commserver.connection.NanoClock;
import one.commserver.discovery.DiscoveryService;
import one.commserver.handshake.Authenticator;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.RateLimits;
import one.commserver.limits.SizeLimits;
import one.commserver.mailbox.SyncService;
import one.commserver.pairing.PairingService;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.MessageCodec;
import one.commserver.registry.Registry;
import one.commserver.relay.Relay;

import reactor.core.scheduler.Scheduler;

import java.time.Duration;

/// What all sessions work with.
///
/// @param firstFrameTimeout how long a client may take to send its first frame
/// @param authenticationTimeout how long the whole authentication may take
/// @param timers for these
record SessionServices(
        MessageCodec codec,
        Authenticator authenticator,
        Registry registry,
        Relay relay,
        PairingService pairing,
        DiscoveryService discovery,
        SyncService sync,
        Admission admission,
        Announcement announcement,
        Duration firstFrameTimeout,
        Duration authenticationTimeout,
        Scheduler timers,
        NanoClock clock) {

    /// What every client is told when it is in, and what it is then allowed.
    record Announcement(
            ConnectionLimits connections, SizeLimits sizes, RateLimits rates, SessionProperties properties) {

        /// The largest whole number that every reader of JSON keeps.
        private static final long LARGEST_NUMBER = (1L << 53) - 1;

        /// The limits as they travel.
        Limits limits() {
            return new Limits(
                    (int) sizes.textMessage().toBytes(),
                    (int) sizes.binaryFrame().toBytes(),
                    sizes.channels(),
                    connections.dataLanes(),
                    sizes.channelWindow().toBytes(),
                    sizes.connectionWindow().toBytes(),
                    (int) sizes.syncObject().toBytes(),
                    orAny(rates.messagesPerSecond()),
                    orAny(rates.bytesPerSecond().toBytes()));
        }

        /// Zero stands for no limit in the configuration; on the wire that is the largest number there is.
        private static long orAny(long rate) {
            return rate == 0 ? LARGEST_NUMBER : rate;
        }
    }
}
