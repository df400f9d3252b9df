package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.client.peer.PeerConnection;
import one.commserver.client.peer.PeerSettings;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.function.LongSupplier;

/// Says and hears the messages of a transfer over an encrypted connection.
///
/// @param silence how long the other end may take for its next word
record Conversation(PeerConnection peer, Duration silence) {

    /// How long an end that can't go on tries to say so.
    private static final Duration LAST_WORD = Duration.ofSeconds(5);

    /// How an end of a transfer takes messages: none is larger than it must be.
    static PeerSettings settings(String instance) {
        return PeerSettings.of(instance).maxMessage(TransferCodec.MAX_MESSAGE);
    }

    /// Says something. Completes when it has left.
    Mono<Void> say(TransferMessage message) {
        return peer.send(Mono.fromSupplier(() -> TransferCodec.encode(message)));
    }

    /// The next message. One listener at a time.
    ///
    /// @return fails with [RefusedThere] if the other end can't go on
    Mono<TransferMessage> hear() {
        return hearTheEnd().timeout(silence, Mono.error(this::silent));
    }

    /// All messages from here on.
    Flux<TransferMessage> hearAll() {
        return peer.receive()
                .timeout(silence, Mono.error(this::silent))
                .map(TransferCodec::decode)
                .map(Conversation::going);
    }

    /// Tells the other end why this one can't go on, if there is a reason that concerns it, and ends.
    ///
    /// @return fails with that failure
    <T> Mono<T> leave(Throwable why) {
        Mono<Void> word =
                why instanceof TransferFailure ours
                        ? say(new TransferMessage.Failed(ours.refusal())).timeout(LAST_WORD).onErrorComplete()
                        : Mono.empty();
        return word.then(end()).then(Mono.error(why));
    }

    /// Fails when nothing moves any more for as long as the other end may be silent.
    ///
    /// @param moved what grows while something does
    <T> Mono<T> unlessItStandsStill(Mono<T> work, LongSupplier moved) {
        Mono<T> standstill =
                Flux.interval(silence)
                        .map(tick -> moved.getAsLong())
                        .buffer(2, 1)
                        .filter(both -> both.size() == 2 && both.getFirst().equals(both.getLast()))
                        .next()
                        .flatMap(still -> Mono.error(silent()));
        return Mono.firstWithSignal(work, standstill);
    }

    /// The other end's last word, whenever it comes; otherwise like [#hear].
    Mono<TransferMessage> hearTheEnd() {
        return peer.receive()
                .next()
                .switchIfEmpty(Mono.error(Conversation::left))
                .map(TransferCodec::decode)
                .map(Conversation::going);
    }

    /// Ends in order.
    Mono<Void> end() {
        return peer.close().timeout(LAST_WORD).then().onErrorComplete();
    }

    /// Something came that has no place there.
    static Failure outOfTurn() {
        return new Failure(ExitStatus.PROTOCOL, "the other side says something out of turn");
    }

    private static TransferMessage going(TransferMessage message) {
        if (message instanceof TransferMessage.Failed(Refusal refusal)) {
            throw new RefusedThere(refusal);
        }
        return message;
    }

    /// It has ended, in order but too early.
    static Failure left() {
        return Failure.passing(ExitStatus.TRY_AGAIN, "the other side has left");
    }

    private Failure silent() {
        return Failure.passing(
                ExitStatus.TRY_AGAIN, "nothing was heard of the other side for " + silence.toSeconds() + " s");
    }
}
