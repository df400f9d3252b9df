package one.commserver.session;

import one.commserver.discovery.DiscoveryService;
import one.commserver.handshake.Authenticator;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimits;
import one.commserver.limits.Refusals;
import one.commserver.limits.SizeLimits;
import one.commserver.mailbox.SyncService;
import one.commserver.pairing.PairingService;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.MessageCodec;
import one.commserver.registry.Registry;
import one.commserver.relay.Relay;
import one.commserver.session.link.Admission;
import one.commserver.session.link.LinkServices;
import one.commserver.session.one.OneDialect;
import one.commserver.tracing.Tracing;

/// What all sessions work with.
///
/// @param link what links work with
/// @param one who speaks the other dialect
/// @param refusals counts whom there was no room for
/// @param tracing what is done is traced with
/// @param watch hears of failed logins and of what clients report
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
        LinkServices link,
        OneDialect one,
        Refusals refusals,
        Tracing tracing,
        SessionWatch watch) {

    /// What every client is told when it is in, and what it is then allowed.
    record Announcement(
            InForce<ConnectionLimits> connections,
            InForce<SizeLimits> sizes,
            InForce<RateLimits> rates,
            SessionProperties properties) {

        /// The largest whole number that every reader of JSON keeps.
        private static final long LARGEST_NUMBER = (1L << 53) - 1;

        /// The limits as they travel.
        Limits limits() {
            SizeLimits size = sizes.now();
            RateLimits rate = rates.now();
            return new Limits(
                    (int) size.textMessage().toBytes(),
                    (int) size.binaryFrame().toBytes(),
                    size.channels(),
                    connections.now().dataLanes(),
                    size.channelWindow().toBytes(),
                    size.connectionWindow().toBytes(),
                    (int) size.syncObject().toBytes(),
                    orAny(rate.messagesPerSecond()),
                    orAny(rate.bytesPerSecond().toBytes()));
        }

        /// Zero stands for no limit in the configuration; on the wire that is the largest number there is.
        private static long orAny(long rate) {
            return rate == 0 ? LARGEST_NUMBER : rate;
        }
    }
}
