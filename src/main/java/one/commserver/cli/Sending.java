package one.commserver.cli;

import one.commserver.cli.outcome.Causes;
import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.cli.outcome.OwnThread;
import one.commserver.cli.transfer.FileSender;
import one.commserver.cli.transfer.RefusedThere;
import one.commserver.cli.transfer.SentFile;
import one.commserver.cli.transfer.TransferFailure;
import one.commserver.client.IncomingOffer;
import one.commserver.client.pairing.InMemoryTrustStore;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.pairing.PairingClient;
import one.commserver.client.pairing.TrustStore;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.invite.Invite;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Clock;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Makes an invite, waits for whoever redeems it, and gives them the file. One run of `send`.
///
/// Whoever offers a channel is let in if the server's evidence shows that they have redeemed the invite; it is asked
/// for then. So no notice can be missed, and a server can't send anybody of its own.
final class Sending {

    /// What the sender's device is called.
    static final String INSTANCE = "send";

    private static final String TRUST_LEVEL = "file";
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final Duration LOOK = Duration.ofSeconds(1);

    /// How many channels are served at once: those of many receivers, or what is left of one that was lost and its
    /// successor.
    private static final int AT_ONCE = 8;

    private final SentFile file;
    private final int uses;
    private final Duration wait;
    private final Output output;
    private final Connected me;
    private final TrustStore trust;
    private final PairingClient pairing;
    private final FileSender sender;
    private final AtomicInteger busy = new AtomicInteger();
    private final AtomicInteger served = new AtomicInteger();
    private volatile long lastActive;

    /// @param uses how many may have the file; after the first it ends if it is one
    /// @param wait how long the invite holds, and how long nobody may be there
    /// @param key the sender's identity, which stays the caller's
    Sending(SentFile file, int uses, Duration wait, Output output, Connected me, SigningKey key) {
        this.file = file;
        this.uses = uses;
        this.wait = wait;
        this.output = output;
        this.me = me;
        this.trust = new InMemoryTrustStore(uses);
        this.pairing = new PairingClient(me.session(), key, trust, Clock.systemUTC());
        this.sender = new FileSender(file, key, INSTANCE, wait);
        this.lastActive = output.clock().nanos();
    }

    /// Connects, invites, and serves.
    ///
    /// @param server the URL that the invite names
    /// @param show is given the invite's link, which is secret
    void run(String server, Consumer<String> show) {
        me.open(PATIENCE);
        Bytes invite = invite(server, show);
        try {
            OwnThread.awaitEnd(Mono.firstWithSignal(serve(), expired(), forgotten(invite), me.<Void>over()));
        } finally {
            me.lastly(pairing.revokeInvite(invite).onErrorComplete().then(partings()));
        }
    }

    private Bytes invite(String server, Consumer<String> show) {
        Duration life = wait.compareTo(Invite.MAX_LIFE) < 0 ? wait : Invite.MAX_LIFE;
        try (InviteLink made = OwnThread.await(pairing.invite(server, life, uses, TRUST_LEVEL), PATIENCE)) {
            show.accept(made.text());
            return made.invite().id();
        }
    }

    /// Completes when the one receiver has the file; of many it never does.
    private Mono<Void> serve() {
        Flux<Boolean> answers =
                me.session().offers().publishOn(Schedulers.boundedElastic()).flatMap(this::answer, AT_ONCE);
        return uses == 1 ? answers.takeUntil(isServed -> isServed).then() : answers.then(Mono.never());
    }

    /// Tells whether somebody has the file now.
    private Mono<Boolean> answer(IncomingOffer offer) {
        return admitted(offer.from())
                .flatMap(admitted ->
                        admitted ? give(offer) : offer.reject("not_paired").onErrorComplete().thenReturn(false));
    }

    private Mono<Boolean> admitted(Identity identity) {
        Mono<Boolean> known = trust.find(identity).hasElement();
        return known.flatMap(already -> already ? Mono.just(true) : pairing.catchUp().onErrorComplete().then(known));
    }

    private Mono<Boolean> give(IncomingOffer offer) {
        return Mono.defer(() -> {
            busy.incrementAndGet();
            output.say("The receiver is here: " + offer.from());
            return offer.accept()
                    .flatMap(channel ->
                            sender.send(channel, new Display(output, uses == 1, this::active)).thenReturn(true))
                    .doOnNext(done -> served.incrementAndGet())
                    .doOnNext(done -> output.say("The receiver has it, complete and safe."))
                    .onErrorResume(this::unlessItEndsAll)
                    .doFinally(signal -> {
                        active();
                        busy.decrementAndGet();
                    });
        });
    }

    /// A receiver that is lost, or can't go on as it is, may come again; a file that isn't what it was is nobody's.
    private Mono<Boolean> unlessItEndsAll(Throwable thrown) {
        Failure failure = Causes.of(thrown);
        boolean mine = failure instanceof TransferFailure;
        boolean wrong = failure instanceof RefusedThere && failure.status() == ExitStatus.BAD_DATA;
        if (mine || (wrong && uses == 1)) {
            return Mono.error(failure);
        }
        output.complain(failure.getMessage() + "; waiting for it to come again");
        return Mono.just(false);
    }

    private void active() {
        lastActive = output.clock().nanos();
    }

    private Mono<Void> expired() {
        return Flux.interval(LOOK)
                .filter(look -> busy.get() == 0 && output.clock().nanos() - lastActive > wait.toNanos())
                .next()
                .flatMap(over ->
                        served.get() > 0
                                ? Mono.empty()
                                : Mono.error(
                                        new Failure(
                                                ExitStatus.TRY_AGAIN,
                                                "nobody has fetched "
                                                        + file.name()
                                                        + " within "
                                                        + DurationConverter.text(wait))));
    }

    /// A server that keeps everything in memory has lost it when it was started anew.
    private Mono<Void> forgotten(Bytes invite) {
        return me.session()
                .links()
                .skip(1)
                .filter(link -> !link.isResumed())
                .concatMap(link -> isForgotten(invite).onErrorReturn(false))
                .filter(forgotten -> forgotten)
                .next()
                .flatMap(forgotten ->
                        Mono.<Void>error(
                                new Failure(
                                        ExitStatus.UNAVAILABLE, "the server was started anew and has lost the invite")))
                .switchIfEmpty(Mono.never());
    }

    private Mono<Boolean> isForgotten(Bytes invite) {
        Mono<Boolean> paired =
                pairing.catchUp().flatMap(told -> trust.peers().count().map(peers -> peers > told.missing().size()));
        Mono<Boolean> invited = pairing.invites().any(live -> live.id().equals(invite));
        return paired.flatMap(still -> still ? Mono.just(false) : invited.map(live -> !live));
    }

    /// What was made for this file is taken back.
    private Mono<Void> partings() {
        return trust.peers().concatMap(peer -> pairing.unpair(peer.identity()).onErrorComplete()).then();
    }
}
