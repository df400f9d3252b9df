package one.commserver.relay.channel;

import one.commserver.protocol.ConnectionKind;
import one.commserver.relay.bounds.Memory;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.tracing.Tracing;

import org.jspecify.annotations.Nullable;

import reactor.core.scheduler.Scheduler;

import java.time.Duration;

/// What all channels have in common.
///
/// @param channels the most channels of a party, those included that it has asked for
/// @param pendingOffers the most unanswered offers of a party; no opener's identity gets more than a quarter of them
/// @param channelWindow the most that may be granted beyond what was passed on, in bytes
/// @param connectionWindow the same over all channels of a party
/// @param messageWindow both of a party whose dialect has no frames: it has one channel
/// @param timers for offers and closes
/// @param ledger where channels are written down
/// @param tracing openings are traced with
public record Rules(
        int channels,
        int pendingOffers,
        long channelWindow,
        long connectionWindow,
        long messageWindow,
        Duration offerTimeout,
        Duration closeTimeout,
        Scheduler timers,
        Memory memory,
        RelayMeters meters,
        Ledger ledger,
        Tracing tracing) {

    /// How many numbers a session may have been given at another node since that was written down.
    public static final int UNWRITTEN = 1000;

    /// The most that who is of that kind may grant beyond what was passed on to it, on one channel; in bytes.
    public long window(ConnectionKind kind) {
        return kind.isNative() ? channelWindow : messageWindow;
    }

    /// The same over all its channels.
    long windows(ConnectionKind kind) {
        return kind.isNative() ? connectionWindow : messageWindow;
    }

    /// A party was given a number for something that may never be written down.
    public void numberGiven(Party party, int number) {
        if (number % (UNWRITTEN / 2) == 0) {
            ledger.changed(party);
        }
    }

    /// Where it is written down which channels a session has, so that it can go on with them at another node. Called
    /// under locks: it waits for nothing and calls nobody back on the same thread.
    public interface Ledger {

        /// A channel between two parties of this node begins.
        ///
        /// @return by what other nodes may ask for it later; null if there is no other one
        @Nullable ChannelKey begin(LocalChannel channel);

        /// It is over, or has become something else.
        void end(ChannelKey key);

        /// A party's channels aren't what they were.
        void changed(Party party);
    }
}
