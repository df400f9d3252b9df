package one.commserver.pairing;

/// What became of a claim.
public sealed interface Redemption {

    /// The two are paired.
    ///
    /// @param fresh whether this claim did it; otherwise they were before, and nothing was consumed
    record Paired(Pairing pairing, boolean fresh) implements Redemption {}

    /// They aren't, and nothing was consumed.
    enum Refused implements Redemption {
        /// No such invite, or not of that inviter.
        UNKNOWN,
        /// Its inviter has revoked it, or the pairing that this joiner had made by it.
        REVOKED,
        /// Its time is over.
        EXPIRED,
        /// Others have used it as often as it could be.
        USED_UP,
        /// One of the two, or the store, has room for no more pairings.
        FULL
    }
}
