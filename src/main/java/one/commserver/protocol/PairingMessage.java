package one.commserver.protocol;

import com.fasterxml.jackson.annotation.JsonTypeName;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import java.util.List;

/// Invites, pairing, and what follows from it. A signed invite travels as the bytes that its inviter signed; what they
/// mean is for [one.commserver.protocol.invite] to say.
///
/// Spec: chapter 7.
public sealed interface PairingMessage {

    /// Bytes of an invite's id and of a challenge.
    int ID_BYTES = 32;

    /// The most bytes of a signed invite.
    int MAX_INVITE_BYTES = 8192;

    /// Bytes of the invite key's signature.
    int PROOF_BYTES = 64;

    /// The most characters of a trust level.
    int MAX_TRUST_LEVEL = 32;

    /// The most characters of a cursor, of a connection's id and of a requirement.
    int MAX_WORD = 64;

    /// The most words in `requirements`.
    int MAX_REQUIREMENTS = 16;

    /// The most elements of a page.
    int MAX_PAGE = 100;

    /// What a client sends.
    sealed interface FromClient extends PairingMessage, ClientMessage {}

    /// What a server sends.
    sealed interface FromServer extends PairingMessage, ServerMessage {}

    /// Registers an invite.
    @JsonTypeName("invite_create")
    record InviteCreate(@Nullable String ref, Bytes signedInvite) implements FromClient {
        public InviteCreate {
            Fields.ref(ref);
            Fields.bytes("signed_invite", signedInvite, 1, MAX_INVITE_BYTES);
        }
    }

    /// The invite can be redeemed.
    ///
    /// @param invite its id
    /// @param expires as in the invite
    @JsonTypeName("invite_created")
    record InviteCreated(@Nullable String ref, Bytes invite, String expires) implements FromServer {
        public InviteCreated {
            Fields.ref(ref);
            Fields.bytes("invite", invite, ID_BYTES, ID_BYTES);
            Fields.time("expires", expires);
        }
    }

    /// Asks for one's own live invites.
    ///
    /// @param after `next` of the page before
    @JsonTypeName("invite_list")
    record InviteList(@Nullable String ref, @Nullable String after) implements FromClient {
        public InviteList {
            Fields.ref(ref);
            Fields.name("after", after, 1, MAX_WORD);
        }
    }

    /// A page of them, oldest first.
    ///
    /// @param next what to ask for the next page with; absent: there is none
    @JsonTypeName("invites")
    record Invites(@Nullable String ref, List<LiveInvite> invites, @Nullable String next) implements FromServer {
        public Invites {
            Fields.ref(ref);
            Fields.atMost("invites", MAX_PAGE, invites.size());
            Fields.name("next", next, 1, MAX_WORD);
            invites = List.copyOf(invites);
        }
    }

    /// An invite that can be redeemed.
    ///
    /// @param used how many have redeemed it
    record LiveInvite(Bytes signedInvite, long used) {
        public LiveInvite {
            Fields.bytes("signed_invite", signedInvite, 1, MAX_INVITE_BYTES);
            Fields.atLeast("used", 0, used);
        }
    }

    /// Ends an invite. Pairings made by it stay.
    @JsonTypeName("invite_revoke")
    record InviteRevoke(@Nullable String ref, Bytes invite) implements FromClient {
        public InviteRevoke {
            Fields.ref(ref);
            Fields.bytes("invite", invite, ID_BYTES, ID_BYTES);
        }
    }

    /// Nobody can redeem it any more.
    @JsonTypeName("invite_revoked")
    record InviteRevoked(@Nullable String ref, Bytes invite) implements FromServer {
        public InviteRevoked {
            Fields.ref(ref);
            Fields.bytes("invite", invite, ID_BYTES, ID_BYTES);
        }
    }

    /// Step 1: I want to redeem an invite.
    ///
    /// @param invite its id
    /// @param inviter as in the invite
    /// @param publicKey the joiner: the connection's own identity
    @JsonTypeName("pair_request")
    record PairRequest(@Nullable String ref, Bytes invite, Identity inviter, Identity publicKey) implements FromClient {
        public PairRequest {
            Fields.ref(ref);
            Fields.bytes("invite", invite, ID_BYTES, ID_BYTES);
        }
    }

    /// Step 2: prove it.
    ///
    /// @param challenge random, good for one answer on this connection
    /// @param requirements what the answer has to hold; a client that doesn't know a word stops
    /// @param expires an answer after it is refused
    @JsonTypeName("pair_challenge")
    record PairChallenge(@Nullable String ref, Bytes challenge, List<String> requirements, String expires)
            implements FromServer {
        public PairChallenge {
            Fields.ref(ref);
            Fields.bytes("challenge", challenge, ID_BYTES, ID_BYTES);
            Fields.atMost("requirements", MAX_REQUIREMENTS, requirements.size());
            requirements.forEach(word -> Fields.name("requirements", word, 1, MAX_WORD));
            Fields.time("expires", expires);
            requirements = List.copyOf(requirements);
        }
    }

    /// Step 3: the proofs.
    ///
    /// @param proof the invite key's signature
    /// @param identityProof the joiner's signature
    @JsonTypeName("pair_proof")
    record PairProof(@Nullable String ref, Bytes proof, Bytes identityProof) implements FromClient {
        public PairProof {
            Fields.ref(ref);
            Fields.bytes("proof", proof, PROOF_BYTES, PROOF_BYTES);
            Fields.bytes("identity_proof", identityProof, 1, AuthenticationMessage.MAX_KEY_BYTES);
        }
    }

    /// Step 4: paired.
    ///
    /// @param connectionId names the pairing; the same for the same joiner
    /// @param trustLevel as in the invite
    @JsonTypeName("pair_success")
    record PairSuccess(@Nullable String ref, String connectionId, String trustLevel) implements FromServer {
        public PairSuccess {
            Fields.ref(ref);
            Fields.name("connection_id", connectionId, 1, MAX_WORD);
            Fields.name("trust_level", trustLevel, 1, MAX_TRUST_LEVEL);
        }
    }

    /// Somebody has redeemed an invite of this identity.
    @JsonTypeName("pair_notice")
    record PairNotice(@Nullable String ref, PairEvidence pairing) implements FromServer {
        public PairNotice {
            Fields.ref(ref);
        }
    }

    /// A pairing with all that proves it.
    ///
    /// @param signedInvite by which it was made
    /// @param joiner who redeemed it
    /// @param key the joiner's key, where its identity is only a hash of it
    /// @param challenge that the proofs answer
    /// @param proof the invite key's signature
    /// @param identityProof the joiner's signature
    /// @param connectionId names the pairing
    /// @param paired when the server recorded it
    record PairEvidence(
            Bytes signedInvite,
            Identity joiner,
            @Nullable Bytes key,
            Bytes challenge,
            Bytes proof,
            Bytes identityProof,
            String connectionId,
            String paired) {
        public PairEvidence {
            Fields.bytes("signed_invite", signedInvite, 1, MAX_INVITE_BYTES);
            Fields.bytes("key", key, 1, AuthenticationMessage.MAX_KEY_BYTES);
            Fields.bytes("challenge", challenge, ID_BYTES, ID_BYTES);
            Fields.bytes("proof", proof, PROOF_BYTES, PROOF_BYTES);
            Fields.bytes("identity_proof", identityProof, 1, AuthenticationMessage.MAX_KEY_BYTES);
            Fields.name("connection_id", connectionId, 1, MAX_WORD);
            Fields.time("paired", paired);
        }
    }

    /// Asks for the pairings of this identity, made by either side.
    ///
    /// @param after `next` of an earlier page
    @JsonTypeName("pair_list")
    record PairList(@Nullable String ref, @Nullable String after) implements FromClient {
        public PairList {
            Fields.ref(ref);
            Fields.name("after", after, 1, MAX_WORD);
        }
    }

    /// A page of them, oldest first.
    ///
    /// @param next where this page ends: the cursor for what comes later; absent where there never was a pairing
    /// @param more whether there is more already
    @JsonTypeName("pairings")
    record Pairings(@Nullable String ref, List<PairEvidence> pairings, @Nullable String next, boolean more)
            implements FromServer {
        public Pairings {
            Fields.ref(ref);
            Fields.atMost("pairings", MAX_PAGE, pairings.size());
            Fields.name("next", next, 1, MAX_WORD);
            pairings = List.copyOf(pairings);
        }
    }

    /// Ends a pairing.
    @JsonTypeName("pair_revoke")
    record PairRevoke(@Nullable String ref, Identity peer) implements FromClient {
        public PairRevoke {
            Fields.ref(ref);
        }
    }

    /// The two aren't paired any more. Answers the one who wanted it, and tells all other connections of both.
    ///
    /// @param peer the other one
    @JsonTypeName("pair_revoked")
    record PairRevoked(@Nullable String ref, Identity peer) implements FromServer {
        public PairRevoked {
            Fields.ref(ref);
        }
    }
}
