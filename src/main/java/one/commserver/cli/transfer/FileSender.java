package one.commserver.cli.transfer;

import one.commserver.cli.transfer.TransferMessage.Accept;
import one.commserver.cli.transfer.TransferMessage.Done;
import one.commserver.cli.transfer.TransferMessage.Start;
import one.commserver.client.Channel;
import one.commserver.client.peer.PeerConnection;
import one.commserver.crypto.SigningKey;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicLong;

/// The end that has the file.
///
/// @param key this end's identity; not closed here
/// @param instance the device that the channels are at
/// @param silence how long the receiver may take for its next word
public record FileSender(SentFile file, SigningKey key, String instance, Duration silence) {

    /// Sends the file over a channel that was accepted, and closes that.
    ///
    /// @param watch hears how it goes
    /// @return completes when the receiver has said that all is there and safe. Fails with [RefusedThere], or with what
    ///     else went wrong
    public Mono<Void> send(Channel channel, Watch watch) {
        return PeerConnection.accept(channel, key, Conversation.settings(instance))
                .flatMap(peer -> talk(new Conversation(peer, silence), watch))
                .publishOn(Schedulers.boundedElastic()) // whoever watches may take its time
                .doFinally(signal -> watch.ends());
    }

    private Mono<Void> talk(Conversation receiver, Watch watch) {
        return receiver.say(file.offer())
                .then(receiver.hear())
                .flatMap(answer ->
                        switch (answer) {
                            case Accept accept -> begin(receiver, accept, watch);
                            case Done done -> Mono.<Void>empty();
                            default -> Mono.<Void>error(Conversation.outOfTurn());
                        })
                .onErrorResume(receiver::<Void>leave)
                .then(receiver.end());
    }

    private Mono<Void> begin(Conversation receiver, Accept accept, Watch watch) {
        return Mono.fromCallable(() -> file.beginsWith(accept.offset(), accept.sha256()) ? accept.offset() : 0)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(from -> {
                    watch.begins(file.name(), from, file.size());
                    return receiver.say(new Start(from)).then(pass(receiver, from, watch));
                });
    }

    /// The receiver's word may come amid all that, if it can't go on.
    private Mono<Void> pass(Conversation receiver, long from, Watch watch) {
        var moved = new AtomicLong();
        Mono<Boolean> sent =
                receiver.peer()
                        .send(
                                file.messages(
                                        from,
                                        bytes -> {
                                            moved.addAndGet(bytes);
                                            watch.passed(bytes);
                                        }))
                        .thenReturn(true);
        Mono<TransferMessage> all = Mono.zip(sent, receiver.hearTheEnd(), (gone, answer) -> answer);
        return receiver.unlessItStandsStill(all, moved::get)
                .flatMap(answer -> answer instanceof Done ? Mono.empty() : Mono.error(Conversation.outOfTurn()));
    }
}
