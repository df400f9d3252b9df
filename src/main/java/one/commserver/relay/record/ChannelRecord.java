package one.commserver.relay.record;

import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.relay.bus.ChannelKey;
import one.commserver.relay.bus.Side;

import java.time.Duration;

/// One channel of a session.
///
/// @param number at the session's own end
/// @param side which end that is
/// @param peer the other end's slot
/// @param session the other end's
/// @param generation when it was written; there may have been breaks since
/// @param probation for how long it may be open unless its ends become peers; none: for as long as they are
public record ChannelRecord(
        int number, ChannelKey key, Side side, Slot peer, SessionId session, int generation, Duration probation) {}
