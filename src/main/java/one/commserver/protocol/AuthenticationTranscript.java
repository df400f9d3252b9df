package one.commserver.protocol;

import one.commserver.crypto.Transcript;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Challenge;

/// What a client signs in order to get in: its own `auth` and the server's challenge, field by field as they travelled.
///
/// Spec: chapter 3, the transcript.
public final class AuthenticationTranscript {

    /// Names protocol, version and purpose.
    public static final String LABEL = "commserver/1 authentication";

    private AuthenticationTranscript() {}

    /// The transcript whose SHA-256 is `proof` and whose signature is `signature`. The audience is the one that the
    /// client dialled; whoever gets a challenge with another one must not sign.
    public static Transcript of(Auth auth, Challenge challenge) {
        return Transcript.labelled(LABEL)
                .add(auth.audience())
                .add(challenge.nonce().toBase64Url())
                .add(auth.identity().wire())
                .add(auth.timestamp())
                .add(auth.instance())
                .add(auth.kind().wireName())
                .add(auth.lane())
                .add(auth.session());
    }
}
