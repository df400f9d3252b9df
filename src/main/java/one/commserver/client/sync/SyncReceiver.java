package one.commserver.client.sync;

import one.commserver.client.ClientException;
import one.commserver.client.ClientSession;
import one.commserver.client.request.Requester;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.protocol.BatchChecksum;
import one.commserver.protocol.SyncMessage;
import one.commserver.protocol.SyncMessage.Answer;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncRequest;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Fetches what was left for this identity, as one of its devices. What doesn't hold gets no further than here; what
/// does goes to the [Inbox], which says when it is safe. One batch is in memory at any time.
///
/// After a lost link, or when the server is busy, it goes on by itself, behind what the inbox has saved; over a single
/// link that means that it fails. Nothing gets lost then, and the next fetch goes on there. Cancelling ends it in the
/// same way: what the inbox is about to take may be taken, and nothing more is asked for.
///
/// A server can withhold what was left, or hand it over again and again, and nothing else: what it makes up or changes
/// is refused, and costs a batch at a time.
///
/// Spec: chapter 9.
public final class SyncReceiver {

    /// How often in a row a batch may come with a wrong checksum.
    private static final int MAX_WRONG_BATCHES = 3;

    /// How long those who keep fetching wait when it doesn't work.
    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    private final Requester server;
    private final Senders senders;
    private final SealingKeys keys;
    private final Inbox inbox;

    /// How many elements to ask for at a time; 0: all. Few where a large batch takes too long.
    private final AtomicInteger portion = new AtomicInteger();

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
        return Mono.defer(() -> {
            var run = new Run(new Opener(server.identity(), keys));
            return Mono.defer(() -> fetch(run)).doOnError(this::adapt).retryWhen(run.progress.retries());
        });
    }

    private Mono<Long> fetch(Run run) {
        return ask(run).expand(answer ->
                        switch (answer) {
                            case SyncData batch -> take(batch, run);
                            case SyncComplete end ->
                                    end.status() == Completion.COMPLETE ? Mono.empty() : more(end, run);
                        })
                .last()
                .map(end -> run.elements);
    }

    /// What was asked for has come, and there is more.
    private Mono<Answer> more(SyncComplete end, Run run) {
        if (run.portion == null || end.totalObjects() != run.portion || run.elements - run.before < run.portion) {
            return Mono.error(new ClientException.ServerViolation("an end before all that was asked for"));
        }
        return ask(run);
    }

    /// A batch that was too much for the time of one request is asked for in smaller ones, which come behind it.
    private void adapt(Throwable failure) {
        if (failure instanceof ClientException.RequestTimedOut) {
            portion.updateAndGet(before -> Math.max(1, (before == 0 ? SyncMessage.MAX_OBJECTS : before) / 4));
        }
    }

    /// Fetches on each link, and whenever something comes, as long as it is subscribed to; the next fetch begins when
    /// the one before has ended. While the server is away, slow or busy it tries again, for as long as it takes.
    ///
    /// @param session the one that this was made with
    /// @return as [#fetch] for each that found something; completes with the session. Fails where [#fetch] does for
    ///     good: when the inbox is full, subscribe again when there is room
    /// @throws IllegalArgumentException for another one
    public Flux<Long> keepFetching(ClientSession session) {
        if (!session.equals(server)) {
            throw new IllegalArgumentException("it fetches over something else");
        }
        // what arrives is heard before the first fetch begins, so nothing comes in between
        Flux<?> arrivals = server.notices().ofType(SyncAvailable.class);
        return Flux.<Object>merge(arrivals, session.links())
                .onBackpressureLatest()
                .concatMap(occasion -> untilItWorks(), 1)
                .filter(count -> count > 0);
    }

    private Mono<Long> untilItWorks() {
        return fetch().retryWhen(
                        Retry.backoff(Long.MAX_VALUE, LEAST_PAUSE)
                                .maxBackoff(LONGEST_PAUSE)
                                .filter(Progress::isPassing))
                .onErrorResume(ClientException.SessionClosed.class, over -> Mono.empty());
    }

    private Mono<Answer> ask(Run run) {
        return inbox.cursor()
                .map(Optional::of)
                .defaultIfEmpty(Optional.empty())
                .flatMap(cursor -> {
                    run.begin(cursor.orElse(null), portion.get());
                    return server.request(ref -> new SyncRequest(ref, run.cursor, run.portion), Answer.class);
                });
    }

    /// What one fetch knows. Its steps come one after another.
    private static final class Run {
        private final Opener opener;
        private final Progress progress = new Progress();
        private @Nullable String cursor;
        private @Nullable Long portion;
        private boolean refreshed;
        private boolean keysRefreshed;
        private int wrongBatches;
        private long elements;

        /// [#elements] when this was asked for.
        private long before;

        Run(Opener opener) {
            this.opener = opener;
        }

        /// Elements may come again, and others than those behind the last one.
        ///
        /// @param most how many elements to ask for; 0: all
        void begin(@Nullable String behind, int most) {
            opener.restart();
            cursor = behind;
            before = elements;
            portion = most == 0 ? null : Long.valueOf(most);
        }
    }

    private Mono<Answer> take(SyncData batch, Run run) {
        return Mono.fromCallable(() -> holds(batch))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(holds -> {
                    if (holds && batch.nextBatch().equals(run.cursor)) {
                        return Mono.error(new ClientException.ServerViolation("a cursor that leads nowhere"));
                    } else if (holds) {
                        return taken(batch, run);
                    }
                    if (++run.wrongBatches == MAX_WRONG_BATCHES) {
                        return Mono.error(new ClientException.ServerViolation("batches that don't fit their checksum"));
                    }
                    return ask(run);
                });
    }

    private Mono<Answer> taken(SyncData batch, Run run) {
        run.refreshed = false;
        run.keysRefreshed = false;
        if (Boolean.TRUE.equals(batch.restarted())) {
            run.opener.restart();
        }
        return Flux.fromIterable(batch.objects())
                .concatMap(element -> take(element, run), 0)
                .then(Mono.defer(() -> inbox.save(batch.nextBatch())))
                .then(
                        Mono.defer(() -> {
                            run.elements += batch.objects().size();
                            run.wrongBatches = 0;
                            run.cursor = batch.nextBatch();
                            run.progress.made();
                            portion.updateAndGet(before -> before * 2 > SyncMessage.MAX_OBJECTS ? 0 : before * 2);
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
                .switchIfEmpty(Mono.defer(() -> refreshed(element.from(), run)))
                .publishOn(Schedulers.boundedElastic())
                .<Mono<Void>>map(sender -> {
                    try {
                        return inbox.take(run.opener.open(element, sender));
                    } catch (Opener.NotTakenException worthless) {
                        return worthless.reason() == RefusedPart.Reason.UNKNOWN_KEY && !run.keysRefreshed
                                ? withNewKeys(element, run)
                                : refused(element, worthless.reason());
                    }
                })
                .switchIfEmpty(Mono.fromSupplier(() -> refused(element, RefusedPart.Reason.UNKNOWN_SENDER)))
                .flatMap(outcome -> outcome);
    }

    /// Who had been paired before he could leave something; perhaps nobody has looked since.
    private Mono<PublicKey> refreshed(Identity sender, Run run) {
        if (run.refreshed) {
            return Mono.empty();
        }
        run.refreshed = true;
        return senders.refresh().then(Mono.defer(() -> senders.find(sender)));
    }

    /// Another device has published a key; perhaps it hasn't come here yet.
    private Mono<Void> withNewKeys(MailObject element, Run run) {
        run.keysRefreshed = true;
        return keys.refresh().then(Mono.defer(() -> take(element, run)));
    }

    private Mono<Void> refused(MailObject element, RefusedPart.Reason reason) {
        return inbox.refused(new RefusedPart(element.from(), element.id(), reason));
    }
}
