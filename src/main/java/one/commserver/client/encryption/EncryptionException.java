package one.commserver.client.encryption;

import java.io.Serial;

/// The encryption of a channel has failed, and so has the channel: whoever is between the peers may have done it. Names
/// reason and rule, never a value. No stack trace: hostile input must stay cheap.
public final class EncryptionException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final Reason reason;

    public EncryptionException(Reason reason, String what) {
        super(reason + ": " + what, null, false, false);
        this.reason = reason;
    }

    /// What kind of failure.
    public Reason reason() {
        return reason;
    }

    /// The kinds of failure.
    public enum Reason {
        /// A message or a record isn't of the form that it must have.
        MALFORMED,
        /// A message came where another one, or none, belongs.
        UNEXPECTED,
        /// The peer says to be somebody else than the channel's other end, or has no valid key.
        IDENTITY,
        /// The two have no suite in common.
        NO_COMMON_SUITE,
        /// Not the suite that both prefer.
        DOWNGRADE,
        /// The peer's share of the key agreement is none.
        KEY_SHARE,
        /// The peer's signature doesn't hold for what was said.
        SIGNATURE,
        /// The peer hasn't got the same keys.
        CONFIRMATION,
        /// A record isn't the next one that the peer has sent: changed, left out, repeated, or out of order.
        RECORD,
        /// The stream ended without the peer's word that it is complete.
        TRUNCATED,
        /// Something is larger than what was agreed.
        TOO_LARGE,
        /// It took too long.
        TIMED_OUT,
        /// This end has closed.
        CLOSED
    }
}
