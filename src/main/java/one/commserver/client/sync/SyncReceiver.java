package one.commserver.client.sync;

import one.commserver.client.ClientException;
import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.client.request.Requester;
import one.commserver.crypto.Digests;
import one.commserver.protocol.BatchChecksum;
import one.commserver.protocol.SyncMessage.Answer;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncRequest;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

/// Fetches what was left for this identity, as one of its devices. What doesn't hold gets no further than here; what
/// does goes to the [Inbox], which says when it is safe. One batch is in memory at any time.
///
/// After a lost link it goes on by itself, behind what the inbox has saved; over a single link that means that it
/// fails. Nothing gets lost then, and the next fetch goes on there.
///
/// Spec: chapter 9.
public final class SyncReceiver {

    /// How often in a row a batch may come with a wrong checksum.
    private static final int MAX_WRONG_BATCHES = 3;

    private final Requester server;
    private final Senders senders;
    private final SealingKeys keys;
    private final Inbox inbox;

    /// @param server a control or data link, or a session of links
    /// @param senders from whom something is taken
    /// @param keys of this identity
    /// @param inbox for one fetch at a time
    public SyncReceiver(Requester server, Senders senders, SealingKeys keys, Inbox inbox) {
        this.server = server;
        this.senders = senders;
        this.keys = keys;
        this.inbox = inbox;
    }

    /// Fetches all there is.
    ///
    /// @return how many objects and parts were taken or refused. Fails with a [ClientException], or with what the
    ///     inbox fails with
    public Mono<Long> fetch() {
        return Mono.defer(() -> fetch(new Run(new Opener(server.identity(), keys))));
    }

    private Mono<Long> fetch(Run run) {
        return ask().expand(answer -> answer instanceof SyncData batch ? take(batch, run) : Mono.empty())
                .last()
                .map(end -> run.elements)
                .onErrorResume(run.progress::allows, lost -> fetch(run));
    }

    /// Fetches on each link, and whenever something comes, as long as it is subscribed to; the next fetch begins when
    /// the one before has ended.
    ///
    /// @param session the one that this was made with
    /// @return as [#fetch] for each that found something; completes with the session
    public Flux<Long> keepFetching(ClientSession session) {
        Flux<?> arrivals = server.notices().ofType(SyncAvailable.class);
        Flux<ClientLink> links = session.links();
        return Flux.<Object>merge(links, arrivals)
                .onBackpressureLatest()
                .concatMap(occasion -> fetch().onErrorResume(ClientException.LinkClosed.class, lost -> Mono.empty()), 1)
                .filter(count -> count > 0);
    }

    private Mono<Answer> ask() {
        return inbox.cursor()
                .map(SyncReceiver::behind)
                .switchIfEmpty(Mono.fromSupplier(() -> behind(null)))
                .flatMap(asking -> server.request(asking::as, Answer.class));
    }

    private static Asking behind(@Nullable String cursor) {
        return new Asking(cursor);
    }

    private record Asking(@Nullable String cursor) {
        SyncRequest as(String ref) {
            return new SyncRequest(ref, cursor, null);
        }
    }

    /// What one fetch knows. Its steps come one after another.
    private static final class Run {
        private final Opener opener;
        private final Progress progress = new Progress();
        private int wrongBatches;
        private long elements;

        Run(Opener opener) {
            this.opener = opener;
        }
    }

    private Mono<Answer> take(SyncData batch, Run run) {
        return Mono.fromCallable(() -> holds(batch))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(holds -> {
                    if (holds) {
                        return taken(batch, run);
                    }
                    if (++run.wrongBatches == MAX_WRONG_BATCHES) {
                        return Mono.error(new ClientException.ServerViolation("batches that don't fit their checksum"));
                    }
                    return ask();
                });
    }

    private Mono<Answer> taken(SyncData batch, Run run) {
        return Flux.fromIterable(batch.objects())
                .concatMap(element -> take(element, run), 0)
                .then(Mono.defer(() -> inbox.save(batch.nextBatch())))
                .then(
                        Mono.defer(() -> {
                            run.elements += batch.objects().size();
                            run.wrongBatches = 0;
                            run.progress.made();
                            return server.request(
                                    ref -> new SyncAck(ref, batch.objects().size(), batch.nextBatch()), Answer.class);
                        }));
    }

    private static boolean holds(SyncData batch) {
        return batch.checksum().equals(BatchChecksum.of(batch.objects(), batch.nextBatch()))
                && batch.objects().stream()
                        .allMatch(element -> element.checksum().equals(Digests.sha256(element.data())));
    }

    private Mono<Void> take(MailObject element, Run run) {
        return senders.find(element.from())
                .publishOn(Schedulers.boundedElastic())
                .<Mono<Void>>map(sender -> {
                    try {
                        return inbox.take(run.opener.open(element, sender));
                    } catch (Opener.NotTakenException worthless) {
                        return refused(element, worthless.reason());
                    }
                })
                .switchIfEmpty(Mono.fromSupplier(() -> refused(element, RefusedPart.Reason.UNKNOWN_SENDER)))
                .flatMap(outcome -> outcome);
    }

    private Mono<Void> refused(MailObject element, RefusedPart.Reason reason) {
        return inbox.refused(new RefusedPart(element.from(), element.id(), reason));
    }
}
