package one.commserver.registry;

import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;

import java.util.function.IntSupplier;

/// The highest limits of slots that have held at this node since its start. A session that comes back goes by them: it
/// was let in when they held, and a limit that is lowered throws nobody out. No identity ever has more connections than
/// the highest limit lets it have.
///
/// @param connections of an identity
/// @param lanes of an instance
public record SlotCaps(IntSupplier connections, IntSupplier lanes) {

    /// Those of limits from now on.
    public static SlotCaps of(InForce<ConnectionLimits> limits) {
        return new SlotCaps(
                limits.highest(ConnectionLimits::connectionsPerIdentity), limits.highest(ConnectionLimits::dataLanes));
    }
}
