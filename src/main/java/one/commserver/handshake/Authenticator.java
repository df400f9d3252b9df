package one.commserver.handshake;

import one.commserver.crypto.Randomness;
import one.commserver.limits.RateLimiter;
import one.commserver.transport.ClientAddress;
import one.commserver.verification.SignatureChecker;

import java.time.InstantSource;

/// Begins authentications; all that they share.
public final class Authenticator {

    private final HandshakeProperties properties;
    private final Audiences audiences;
    private final SignatureChecker signatures;
    private final RateLimiter<ClientAddress> failures;
    private final StrangeAudiences strangeAudiences;
    private final InstantSource clock;

    Authenticator(
            HandshakeProperties properties,
            Audiences audiences,
            SignatureChecker signatures,
            RateLimiter<ClientAddress> failures,
            StrangeAudiences strangeAudiences,
            InstantSource clock) {
        this.properties = properties;
        this.audiences = audiences;
        this.signatures = signatures;
        this.failures = failures;
        this.strangeAudiences = strangeAudiences;
        this.clock = clock;
        Randomness.prepare();
    }

    /// One client's authentication.
    public Authentication begin(ClientAddress address) {
        return new Authentication(address, this);
    }

    HandshakeProperties properties() {
        return properties;
    }

    Audiences audiences() {
        return audiences;
    }

    SignatureChecker signatures() {
        return signatures;
    }

    RateLimiter<ClientAddress> failures() {
        return failures;
    }

    StrangeAudiences strangeAudiences() {
        return strangeAudiences;
    }

    InstantSource clock() {
        return clock;
    }
}
