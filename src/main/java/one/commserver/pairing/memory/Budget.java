package one.commserver.pairing.memory;

/// Counts bytes up to a bound. Guarded by the store's lock.
final class Budget {

    /// What a thing takes beside its own bytes: objects, and places in maps. Measured at half of that.
    static final int OVERHEAD = 1024;

    /// What a name in a set takes.
    static final int NAME = 256;

    private final long most;
    private long taken;

    Budget(long most) {
        this.most = most;
    }

    /// Whether invites, which anybody makes, leave the other half to what comes of them.
    boolean hasRoomForInvite(long bytes) {
        return taken + bytes <= most / 2;
    }

    boolean hasRoomFor(long bytes) {
        return taken + bytes <= most;
    }

    void take(long bytes) {
        taken += bytes;
    }

    void giveBack(long bytes) {
        taken -= bytes;
    }

    long taken() {
        return taken;
    }
}
