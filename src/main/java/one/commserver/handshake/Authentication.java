package one.commserver.handshake;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.AuthenticationMessage.Auth;
import one.commserver.protocol.AuthenticationMessage.Challenge;
import one.commserver.protocol.AuthenticationMessage.Response;
import one.commserver.protocol.AuthenticationTranscript;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.WireTime;
import one.commserver.transport.ClientAddress;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.RejectedExecutionException;

/// The authentication of one client: one challenge, one answer. Its nonce lives here only, which makes an answer worth
/// nothing on any other connection, and nothing a second time.
///
/// On the client's own thread, but for what [#verify] returns.
///
/// Spec: chapter 3.
public final class Authentication {

    private static final int NONCE_LENGTH = 32;

    private final ClientAddress address;
    private final Authenticator authenticator;
    private @Nullable Pending pending;
    private boolean clockCorrected;

    Authentication(ClientAddress address, Authenticator authenticator) {
        this.address = address;
        this.authenticator = authenticator;
    }

    /// What is to be proven.
    private record Pending(Auth auth, Challenge challenge, PublicKey key, Instant expires) {}

    /// Checks what can be checked without a signature and makes the challenge.
    ///
    /// @throws RefusedException with the code to tell; only after [ErrorCode#AUTH_CLOCK] may the client try again, once
    public Challenge challenge(Auth auth) {
        Duration pause = authenticator.failures().pause(address);
        if (pause.isPositive()) {
            throw RefusedException.of(ErrorCode.AUTH_THROTTLED, auth.ref()).retryAfter(pause);
        }
        Instant now = authenticator.clock().instant();
        checkClock(auth, now);
        checkAudience(auth);
        Instant expires = now.plus(authenticator.properties().challengeLife());
        Challenge challenge =
                new Challenge(
                        auth.ref(),
                        Bytes.of(Randomness.bytes(NONCE_LENGTH)),
                        auth.identity().algorithm(),
                        auth.audience(),
                        WireTime.format(expires));
        pending = new Pending(auth, challenge, keyOf(auth), expires);
        return challenge;
    }

    /// Checks the answer; a second one is never looked at.
    ///
    /// @return emits on a thread of its own; fails with a [RefusedException]
    /// @throws RefusedException if that can be said at once
    public Mono<Authenticated> verify(Response response) {
        Pending asked = pending;
        pending = null;
        if (asked == null) {
            throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, response.ref());
        }
        if (authenticator.clock().instant().isAfter(asked.expires())) {
            throw RefusedException.of(ErrorCode.AUTH_EXPIRED, response.ref());
        }
        Transcript transcript = AuthenticationTranscript.of(asked.auth(), asked.challenge());
        if (!transcript.sha256().equalsConstantTime(response.proof())) {
            throw failed(ErrorCode.AUTH_PROOF, response.ref());
        }
        return authenticator
                .signatures()
                .holds(asked.key(), transcript.bytes(), response.signature().toByteArray())
                .onErrorMap(
                        RejectedExecutionException.class,
                        full -> RefusedException.of(ErrorCode.SERVER_BUSY, response.ref()))
                .map(holds -> {
                    if (!holds) {
                        throw failed(ErrorCode.AUTH_SIGNATURE, response.ref());
                    }
                    return authenticated(asked.auth(), response.ref());
                });
    }

    private void checkClock(Auth auth, Instant now) {
        Instant told;
        try {
            told = WireTime.parse(auth.timestamp());
        } catch (DateTimeException noSuchTime) {
            throw RefusedException.of(ErrorCode.INVALID_MESSAGE, auth.ref());
        }
        Duration off = Duration.between(now, told).abs();
        if (off.compareTo(authenticator.properties().clockSkew()) > 0) {
            // a client that didn't learn from the first answer won't from a second one
            ErrorCode code = clockCorrected ? ErrorCode.AUTH_EXPIRED : ErrorCode.AUTH_CLOCK;
            clockCorrected = true;
            throw RefusedException.of(code, auth.ref()).at(WireTime.format(now));
        }
    }

    private void checkAudience(Auth auth) {
        if (!authenticator.audiences().include(auth.audience())) {
            authenticator.strangeAudiences().refused(auth.audience());
            throw RefusedException.of(ErrorCode.AUTH_AUDIENCE, auth.ref());
        }
    }

    private PublicKey keyOf(Auth auth) {
        try {
            return PublicKey.of(auth.identity(), auth.key());
        } catch (InvalidIdentityException invalid) {
            throw failed(ErrorCode.AUTH_IDENTITY, auth.ref());
        }
    }

    private RefusedException failed(ErrorCode code, @Nullable String ref) {
        authenticator.failures().failed(address);
        return RefusedException.of(code, ref);
    }

    private static Authenticated authenticated(Auth auth, @Nullable String ref) {
        return new Authenticated(
                ref,
                auth.identity(),
                auth.key(),
                auth.instance(),
                auth.kind(),
                auth.lane() == null ? "" : auth.lane(),
                auth.session());
    }
}
