package one.commserver.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.Transcript;
import one.commserver.protocol.invite.Invite;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.verification.SignatureChecker;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Supplier;

/// Checks what invites and joiners sign. Fails with [RegistryUnavailableException] if too many signatures wait.
final class Proofs {

    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final SignatureChecker signatures;

    Proofs(SignatureChecker signatures) {
        this.signatures = signatures;
    }

    /// Whether the inviter has signed the invite.
    Mono<Boolean> ofInviter(Invite invite) {
        return holds(invite.inviter(), invite.signedBytes(), invite.signature());
    }

    /// Whether the key of that id has signed. Nobody has the key of an id that is no key.
    Mono<Boolean> ofInvite(Bytes id, Transcript transcript, Bytes proof) {
        return holds(() -> new Identity(SignatureAlgorithm.ED25519, id), null, transcript, proof);
    }

    /// Whether the identity has signed.
    ///
    /// @param key where the identity is only a hash of it
    Mono<Boolean> ofIdentity(Identity identity, @Nullable Bytes key, Transcript transcript, Bytes proof) {
        return holds(() -> identity, key, transcript, proof);
    }

    private Mono<Boolean> holds(Supplier<Identity> identity, @Nullable Bytes key, Transcript transcript, Bytes proof) {
        PublicKey known;
        try {
            known = PublicKey.of(identity.get(), key);
        } catch (InvalidIdentityException nobodys) {
            return Mono.just(false);
        }
        return holds(known, transcript.bytes(), proof);
    }

    private Mono<Boolean> holds(PublicKey key, byte[] message, Bytes signature) {
        return signatures
                .holds(key, message, signature.toByteArray())
                .onErrorMap(RejectedExecutionException.class, full -> new RegistryUnavailableException(PAUSE));
    }
}
