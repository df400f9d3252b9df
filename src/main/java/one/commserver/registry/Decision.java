package one.commserver.registry;

import java.time.Duration;

/// What became of a claim.
public sealed interface Decision {

    /// The claimant holds the slot.
    ///
    /// @param token of the session: the one that was presented if it goes on, otherwise a new one
    /// @param resumed whether the presented session goes on
    /// @param isProvisional whether only this node has decided, because the store is away: then the session goes on as
    ///     this node knows it, and the store decides by epoch when it is back
    record Taken(Registration registration, SessionToken token, boolean resumed, boolean isProvisional)
            implements Decision {

        /// What the store has decided.
        public Taken(Registration registration, SessionToken token, boolean resumed) {
            this(registration, token, resumed, false);
        }
    }

    /// The slot was taken a moment ago and its holder is connected.
    ///
    /// @param retryAfter when its window is over
    record TakenAMomentAgo(Duration retryAfter) implements Decision {}

    /// The identity has as many connections as it may.
    record TooManyOfIdentity() implements Decision {}

    /// The instance has as many data lanes as it may.
    record TooManyLanes() implements Decision {}
}
