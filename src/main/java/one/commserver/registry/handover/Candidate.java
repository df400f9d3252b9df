package one.commserver.registry.handover;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Randomness;
import one.commserver.registry.Claim;
import one.commserver.registry.SessionId;
import one.commserver.registry.SessionToken;

import org.jspecify.annotations.Nullable;

/// A claim with all that is computed for it before its identity is locked.
///
/// @param presented hash of the token that came with it
/// @param token of the session that begins if none goes on
/// @param tokenHash of that token
/// @param session that begins if none goes on
public record Candidate(
        Claim claim, @Nullable Bytes presented, SessionToken token, Bytes tokenHash, SessionId session) {

    /// As hard to guess as a key.
    private static final int TOKEN_LENGTH = 32;

    /// Enough never to meet twice.
    private static final int SESSION_LENGTH = 16;

    /// Draws what a new session would need.
    public static Candidate of(Claim claim) {
        SessionToken shown = claim.session();
        SessionToken token = new SessionToken(random(TOKEN_LENGTH));
        return new Candidate(
                claim, shown == null ? null : shown.hash(), token, token.hash(), new SessionId(random(SESSION_LENGTH)));
    }

    private static String random(int length) {
        return Bytes.of(Randomness.bytes(length)).toBase64Url();
    }
}
