package one.commserver.cli.transfer;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.transfer.TransferMessage.Accept;
import one.commserver.cli.transfer.TransferMessage.Data;
import one.commserver.cli.transfer.TransferMessage.Done;
import one.commserver.cli.transfer.TransferMessage.Offer;
import one.commserver.cli.transfer.TransferMessage.Start;
import one.commserver.client.Channel;
import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.peer.PeerConnection;
import one.commserver.crypto.Bytes;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;

/// The end that wants the file.
///
/// @param partial what there is of it
/// @param instance the device that the channel is at
/// @param silence how long the sender may take for its next word
public record FileReceiver(Partial partial, Destination destination, String instance, Duration silence) {

    /// How many messages wait to be written.
    private static final int AHEAD = 16;

    /// What a disk is left, in bytes.
    private static final long RESERVE = 1024L * 1024;

    /// Receives the file over a channel that this end has opened, and closes that.
    ///
    /// @param watch hears how it goes
    /// @return the file, complete and safe, when the sender was told. Fails with a [TransferFailure] when this end
    ///     can't go on, with [RefusedThere] when the other one can't, or with what else went wrong
    public Mono<Path> receive(Channel channel, Watch watch) {
        return PeerConnection.initiate(channel, partial.key(), Conversation.settings(instance))
                .flatMap(peer -> talk(new Conversation(peer, silence), watch))
                .publishOn(Schedulers.boundedElastic()) // whoever watches may take its time
                .doFinally(signal -> watch.ends());
    }

    private Mono<Path> talk(Conversation sender, Watch watch) {
        return sender.hear()
                .flatMap(first ->
                        first instanceof Offer offer
                                ? answer(sender, offer, watch)
                                : Mono.<Path>error(Conversation.outOfTurn()))
                .flatMap(file -> sender.say(new Done()).onErrorComplete(FileReceiver::hasLeft).thenReturn(file))
                .onErrorMap(IOException.class, FileReceiver::failed)
                .onErrorResume(sender::<Path>leave)
                .flatMap(file -> sender.end().thenReturn(file));
    }

    /// Who closes in order behind the last byte has heard that it is there, maybe before we know that it was said.
    private static boolean hasLeft(Throwable failure) {
        return failure instanceof EncryptionException ended && ended.reason() == EncryptionException.Reason.CLOSED;
    }

    private Mono<Path> answer(Conversation sender, Offer offer, Watch watch) {
        Path file = destination.file(offer.name());
        return Mono.fromCallable(() -> there(file, offer))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(there -> there ? Mono.just(file) : begin(sender, offer, file, watch));
    }

    /// Whether a file of that name has these bytes, as it has when an earlier process ended before it could say so.
    private boolean there(Path file, Offer offer) throws IOException {
        boolean same =
                Files.isRegularFile(file)
                        && Files.size(file) == offer.size()
                        && Digests.of(file, offer.size()).equals(offer.sha256());
        if (!same && destination.isTaken(file)) {
            throw new TransferFailure(Refusal.NAME_TAKEN, ExitStatus.CANNOT_CREATE, Destination.taken(file));
        }
        return same;
    }

    private Mono<Path> begin(Conversation sender, Offer offer, Path file, Watch watch) {
        return Mono.fromCallable(() -> kept(offer))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(kept ->
                        sender.say(kept)
                                .then(sender.hear())
                                .flatMap(word ->
                                        word instanceof Start start && isPossible(start, kept)
                                                ? take(sender, offer, start.offset(), watch)
                                                : Mono.<Void>error(Conversation.outOfTurn())))
                .publishOn(Schedulers.boundedElastic())
                .then(Mono.fromCallable(() -> named(file)));
    }

    /// What there is, if it can be a part of that file.
    private Accept kept(Offer offer) throws IOException {
        long length = partial.length();
        if (length > offer.size()) {
            partial.drop();
            length = 0;
        }
        long room = Files.getFileStore(destination.directory()).getUsableSpace();
        if (offer.size() - length > room - RESERVE) {
            throw new TransferFailure(
                    Refusal.NO_ROOM,
                    ExitStatus.IO,
                    "the disk is full: " + (offer.size() - length) + " bytes are to come, and " + room + " are free");
        }
        return new Accept(
                length, length == 0 ? Bytes.of(Digests.sha256().digest()) : Digests.of(partial.data(), length));
    }

    private static boolean isPossible(Start start, Accept kept) {
        return start.offset() == 0 || start.offset() == kept.offset();
    }

    private Mono<Void> take(Conversation sender, Offer offer, long from, Watch watch) {
        return Mono.<Void, Writing>using(
                        () -> writing(offer, from, watch),
                        writing -> {
                            Mono<Void> coming =
                                    writing.isComplete()
                                            ? Mono.empty()
                                            : sender.hearAll()
                                                    .publishOn(Schedulers.boundedElastic(), AHEAD)
                                                    .doOnNext(message -> write(writing, message, watch))
                                                    .takeUntil(message -> writing.isComplete())
                                                    .then();
                            return coming.publishOn(Schedulers.boundedElastic())
                                    .then(Mono.<Void>fromRunnable(() -> finish(writing, offer)));
                        },
                        Writing::close)
                .subscribeOn(Schedulers.boundedElastic());
    }

    private Writing writing(Offer offer, long from, Watch watch) throws IOException {
        MessageDigest digest = Digests.sha256();
        if (from > 0) {
            Digests.update(digest, partial.data(), from, count -> {});
        }
        watch.begins(destination.file(offer.name()).getFileName().toString(), from, offer.size());
        return new Writing(partial.data(), from, offer.size(), digest);
    }

    private static void write(Writing writing, TransferMessage message, Watch watch) {
        if (!(message instanceof Data data) || data.content().remaining() > writing.missing()) {
            throw Conversation.outOfTurn();
        }
        try {
            writing.add(data.content(), watch::passed);
        } catch (IOException failed) {
            throw failed(failed);
        }
    }

    private void finish(Writing writing, Offer offer) {
        try {
            if (!writing.isComplete()) {
                throw Conversation.left();
            }
            if (!Bytes.of(writing.finish()).equals(offer.sha256())) {
                partial.drop();
                throw new TransferFailure(
                        Refusal.OTHER_DIGEST,
                        ExitStatus.BAD_DATA,
                        "what came isn't what was announced: its SHA-256 is another one");
            }
        } catch (IOException failed) {
            throw failed(failed);
        }
    }

    private Path named(Path file) {
        try {
            partial.become(file, destination.force());
            return file;
        } catch (FileAlreadyExistsException taken) {
            throw new TransferFailure(Refusal.NAME_TAKEN, ExitStatus.CANNOT_CREATE, Destination.taken(file), taken);
        } catch (IOException failed) {
            throw failed(failed);
        }
    }

    private static TransferFailure failed(IOException cause) {
        String why = String.valueOf(cause.getMessage());
        boolean full = why.contains("No space left") || why.contains("not enough space") || why.contains("quota");
        return full
                ? new TransferFailure(
                        Refusal.NO_ROOM,
                        ExitStatus.IO,
                        "the disk is full; what has come is kept, and the same command goes on when there is room",
                        cause)
                : new TransferFailure(Refusal.IO_FAILED, ExitStatus.IO, "the file can't be written: " + why, cause);
    }
}
