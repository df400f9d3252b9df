package one.commserver.protocol.invite;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Transcript;

/// What is signed when an invite is used. Fields are the UTF-8 bytes of the JSON strings as they travel.
///
/// Spec: chapter 7, transcripts.
public final class PairingTranscripts {

    /// The invite's key signs: whoever answers the challenge has the link.
    public static final String INVITE_LABEL = "commserver/1 pairing invite";

    /// The joiner's key signs: it is this identity that wants to be paired, with this inviter.
    public static final String IDENTITY_LABEL = "commserver/1 pairing identity";

    /// The invite's key signs: this opener may call the inviter before they are paired.
    public static final String OPENING_LABEL = "commserver/1 channel invite";

    /// The invite's key signs: this asker may find the inviter before they are paired.
    public static final String DISCOVERY_LABEL = "commserver/1 discovery invite";

    private PairingTranscripts() {}

    /// What `proof` of `pair_proof` signs.
    ///
    /// @param challenge the server's, 32 bytes
    /// @param invite the invite's id
    public static Transcript invite(Bytes challenge, Identity inviter, Identity joiner, Bytes invite) {
        return pairing(INVITE_LABEL, challenge, inviter, joiner, invite);
    }

    /// What `identity_proof` of `pair_proof` signs.
    ///
    /// @param challenge the server's, 32 bytes
    /// @param invite the invite's id
    public static Transcript identity(Bytes challenge, Identity inviter, Identity joiner, Bytes invite) {
        return pairing(IDENTITY_LABEL, challenge, inviter, joiner, invite);
    }

    /// What `proof` of `channel_open` signs.
    ///
    /// @param invite the invite's id
    public static Transcript opening(Bytes invite, Identity inviter, Identity opener) {
        return before(OPENING_LABEL, invite, inviter, opener);
    }

    /// What `proof` of `discover` signs.
    ///
    /// @param invite the invite's id
    public static Transcript discovery(Bytes invite, Identity inviter, Identity asker) {
        return before(DISCOVERY_LABEL, invite, inviter, asker);
    }

    private static Transcript before(String label, Bytes invite, Identity inviter, Identity other) {
        return Transcript.labelled(label).add(invite.toBase64Url()).add(inviter.wire()).add(other.wire());
    }

    private static Transcript pairing(String label, Bytes challenge, Identity inviter, Identity joiner, Bytes invite) {
        return Transcript.labelled(label)
                .add(challenge.toBase64Url())
                .add(inviter.wire())
                .add(joiner.wire())
                .add(invite.toBase64Url());
    }
}
