package one.commserver.client.sync;

import one.commserver.crypto.Identity;

/// Something that was in the mailbox and is worth nothing.
///
/// @param sender by the server's word
/// @param id by the server's word
/// @param reason why
public record RefusedPart(Identity sender, String id, Reason reason) {

    /// Why something that was left isn't taken.
    public enum Reason {
        /// The sender is no peer here. Perhaps not yet: whoever hasn't asked for the pairings since does that first.
        UNKNOWN_SENDER,
        /// It isn't a sealed object.
        MALFORMED,
        /// It is something else than the server says, or for somebody else.
        MISDIRECTED,
        /// The sender hasn't signed it.
        UNSIGNED,
        /// It is sealed to a key that isn't there any more.
        UNKNOWN_KEY,
        /// It doesn't open.
        SEALED_WRONGLY,
        /// It is a part of another object than the one before.
        MIXED,
        /// A part before it is missing, or the parts behind it never came.
        INCOMPLETE,
        /// The object is larger than the inbox takes.
        TOO_LARGE
    }
}
