package one.commserver.session.one;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.box.BoxChallenge;
import one.commserver.crypto.box.BoxOpeningException;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.crypto.box.InvalidBoxKeyException;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneClientMessage.AuthenticationResponse;
import one.commserver.protocol.one.OneFailure;
import one.commserver.protocol.one.OneServerMessage.AuthenticationRequest;
import one.commserver.registry.Claim;
import one.commserver.registry.Decision;
import one.commserver.registry.Slot;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Parting;

import reactor.core.publisher.Mono;

/// A client proves that a key is its own; then it waits in the pool. Each connection is a slot of its own there, so
/// none displaces another.
final class Registering extends OnePhase {

    private final BoxPublicKey key;

    private final PendingChallenge challenge = new PendingChallenge();
    private boolean isAwaited;
    private volatile boolean isProven;

    Registering(LinkSession session, OneServices services, BoxPublicKey key) {
        super(session, services);
        this.key = key;
    }

    /// Sends the challenge, soon, unless the key may not be registered, or not so often.
    void begin() {
        if (!services().access().countRegistration(session().link().address())) {
            tooOften();
        } else if (!services().access().mayRegister(key)) {
            fail(OneFailure.WRONG_ANSWER, ErrorCode.AUTH_IDENTITY);
        } else {
            challenge();
        }
    }

    private void challenge() {
        later(
                services()
                        .cryptography()
                        .work(() -> challenge.keep(BoxChallenge.issue(services().key().agree(key))))
                        .flatMap(fresh -> session().onLink(() -> ask(fresh)))
                        .onErrorResume(
                                InvalidBoxKeyException.class,
                                weak -> session().onLink(() -> fail(OneFailure.NOT_A_PUBLIC_KEY))));
    }

    private void ask(byte[] fresh) {
        if (!session().isEnding()) {
            isAwaited = true;
            say(new AuthenticationRequest(services().key().publicKey(), Bytes.of(fresh)));
        }
    }

    @Override
    void message(OneClientMessage message) {
        if (message instanceof AuthenticationResponse(Bytes response) && isAwaited) {
            isAwaited = false;
            later(check(response));
        } else if (message instanceof AuthenticationResponse) {
            // before the challenge, or once more
            fail(OneFailure.UNEXPECTED_FIRST);
        } else {
            unexpected(message);
        }
    }

    /// Nothing comes of it once the client has gone.
    private Mono<Void> check(Bytes response) {
        return services()
                .cryptography()
                .work(() -> challenge.check(response.toByteArray()))
                .flatMap(Mono::justOrEmpty)
                .flatMap(isRight -> isRight ? enter() : session().onLink(() -> fail(OneFailure.WRONG_ANSWER)))
                .onErrorResume(
                        BoxOpeningException.class, closed -> session().onLink(() -> fail(OneFailure.NOT_OPENED)));
    }

    private Mono<Void> enter() {
        isProven = true;
        Slot slot = new Slot(OneAccess.identityOf(key), OneAccess.newName(), ConnectionKind.ONE_LISTENER, "");
        var spare = new Spare(session(), services(), key);
        return services().registry().take(new Claim(slot, null, spare)).flatMap(decision -> decided(spare, decision));
    }

    private Mono<Void> decided(Spare spare, Decision decision) {
        return switch (decision) {
            case Decision.Taken taken -> start(spare, taken);
            case Decision.TooManyOfIdentity _, Decision.TooManyLanes _, Decision.TakenAMomentAgo _ ->
                    session().onLink(() -> session().refuse(ErrorCode.LIMIT_IDENTITY));
        };
    }

    /// The client may have gone meanwhile: then its place is given back.
    private Mono<Void> start(Spare spare, Decision.Taken taken) {
        return session()
                .onLink(() -> spare.start(taken.registration()))
                .then(
                        Mono.defer(() ->
                                spare.isStarted() ? Mono.empty() : services().registry().end(taken.registration())));
    }

    @Override
    void refusing(ErrorCode code) {
        if (!session().isEnding()) {
            services()
                    .watch()
                    .refused(
                            session().connection(),
                            session().link().address(),
                            OneAccess.identityOf(key),
                            isProven,
                            code);
        }
    }

    @Override
    public void stopped(Parting how) {
        challenge.close();
    }
}
