package one.commserver.mailbox;

import one.commserver.mailbox.Mailboxes.Portion;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.protocol.BatchChecksum;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.SyncMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncRequest;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.concurrent.atomic.AtomicReference;

/// One connection's way through its mailbox, batch by batch, each when the one before is acknowledged. There is one run
/// at a time; all but [#stop] is done one after another.
///
/// Spec: chapter 9, fetching.
final class Run {

    private static final Duration RETRY_AFTER = Duration.ofSeconds(1);

    private final SyncExchange.Member member;
    private final SyncService service;

    /// What the batch that was sent last takes of the node's budget.
    private final AtomicReference<BatchMemory.@Nullable Share> share = new AtomicReference<>();

    private volatile boolean stopped;

    /// Since when nothing was acknowledged of what was sent; it counts while a batch is under way.
    private long slowSince;

    /// The batch that was sent last, while a run is under way.
    private @Nullable Sent sent;

    /// How many objects and parts are still wanted.
    private long wanted;

    private long acknowledged;

    Run(SyncExchange.Member member, SyncService service) {
        this.member = member;
        this.service = service;
    }

    private record Sent(String cursor, int count) {}

    /// Whether a batch waits for its acknowledgement, and not for so long that its receiver seems to have given it up.
    boolean isUnderWay() {
        return sent != null && !service.batches().isTooSlow(slowSince);
    }

    /// Begins anew; whatever run there was is over.
    Mono<Void> start(SyncRequest request) {
        if (sent == null) {
            slowSince = service.batches().now();
        }
        end();
        wanted = request.objects() == null ? Long.MAX_VALUE : request.objects();
        acknowledged = 0;
        return next(request.ref(), request.lastSync());
    }

    /// Acknowledges the batch that was sent last and sends what is next. If that fails the run is over, and the
    /// acknowledgement stands.
    Mono<Void> goOn(SyncAck ack) {
        Sent last = sent;
        if (last == null || !last.cursor().equals(ack.nextBatch()) || last.count() != ack.received()) {
            return Mono.error(RefusedException.of(ErrorCode.SYNC_NO_BATCH, ack.ref()));
        }
        return service.mailboxes()
                .acknowledge(member.identity(), member.instance(), last.cursor())
                .then(
                        Mono.defer(() -> {
                            end();
                            slowSince = service.batches().now();
                            acknowledged += last.count();
                            wanted -= last.count();
                            return wanted > 0
                                    ? next(ack.ref(), last.cursor())
                                    : complete(ack.ref(), Completion.MORE, false);
                        }));
    }

    /// Gives back what is held. Any thread.
    void stop() {
        stopped = true;
        giveBack();
    }

    private void end() {
        sent = null;
        giveBack();
    }

    private void giveBack() {
        BatchMemory.Share held = share.getAndSet(null);
        if (held != null) {
            held.release();
        }
    }

    private Mono<Void> next(@Nullable String ref, @Nullable String cursor) {
        if (!takeShare()) {
            return Mono.error(RefusedException.of(ErrorCode.UNAVAILABLE, ref).retryAfter(RETRY_AFTER));
        }
        return read(ref, cursor, (int) Math.min(wanted, SyncMessage.MAX_OBJECTS))
                .flatMap(reading ->
                        switch (reading) {
                            case Reading.Batch batch -> send(ref, batch);
                            case Reading.Nothing(boolean restarted) -> complete(ref, Completion.COMPLETE, restarted);
                            case Reading.TooManyInstances() ->
                                    Mono.<Void>error(RefusedException.of(ErrorCode.LIMIT_INSTANCES, ref));
                        })
                .doOnError(failure -> end());
    }

    /// As much as the largest message at first: how large it will be nobody knows before it has been read.
    private boolean takeShare() {
        BatchMemory.Share taken =
                service.batches()
                        .take(service.limits().message(), slowSince, () -> member.end().accept(ErrorCode.SLOW_CONSUMER))
                        .orElse(null);
        share.set(taken);
        if (stopped) {
            giveBack();
        }
        return taken != null;
    }

    /// Reads as many as fit into one message. The store knows nothing of messages: it may give more, and is asked again
    /// for so many then.
    private Mono<Reading> read(@Nullable String ref, @Nullable String cursor, int most) {
        long limit = service.limits().message();
        return service.mailboxes()
                .read(member.identity(), member.instance(), cursor, new Portion(most, limit / 4 * 3))
                .flatMap(reading -> {
                    if (!(reading instanceof Reading.Batch batch)) {
                        return Mono.just(reading);
                    }
                    int fitting = BatchSize.fitting(batch.elements(), ref, batch.cursor(), batch.restarted(), limit);
                    if (fitting == 0) {
                        throw new IllegalStateException("an object is larger than a message");
                    }
                    return fitting == batch.elements().size() ? Mono.just(reading) : read(ref, cursor, fitting);
                });
    }

    private Mono<Void> send(@Nullable String ref, Reading.Batch batch) {
        long bytes = BatchSize.of(batch.elements(), ref, batch.cursor(), batch.restarted());
        BatchMemory.Share held = share.get();
        if (held != null) {
            held.shrinkTo(bytes);
        }
        sent = new Sent(batch.cursor(), batch.elements().size());
        return service.work(
                bytes,
                () ->
                        member.tell()
                                .accept(
                                        new SyncData(
                                                ref,
                                                batch.elements(),
                                                BatchChecksum.of(batch.elements(), batch.cursor()),
                                                batch.cursor(),
                                                orAbsent(batch.restarted()))));
    }

    private Mono<Void> complete(@Nullable String ref, Completion status, boolean restarted) {
        return Mono.fromRunnable(() -> {
            end();
            member.tell().accept(new SyncComplete(ref, acknowledged, status, orAbsent(restarted)));
        });
    }

    private static @Nullable Boolean orAbsent(boolean restarted) {
        return restarted ? true : null;
    }
}
