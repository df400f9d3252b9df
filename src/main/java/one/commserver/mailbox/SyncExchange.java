package one.commserver.mailbox;

import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.protocol.BatchChecksum;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.StoredObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStates;
import one.commserver.protocol.SyncMessage.SyncStatus;
import one.commserver.protocol.SyncMessage.SyncStored;
import one.commserver.protocol.WireTime;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;

/// One connection's part in synchronisation: its run through the mailbox, of which there is one at most.
///
/// What [#handle] returns is to be done one after another, each to its end before the next one starts; what they share
/// needs no lock then.
///
/// Checksums are computed where a message is handled: those of the largest one take a fraction of what parsing it has
/// taken.
///
/// Spec: chapter 9.
public final class SyncExchange {

    /// When somebody for whose batch there was no room should try again.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Member member;
    private final SyncService service;
    private final BatchMemory.Share memory;

    /// Whether the client knows that there is something, and hasn't asked for it.
    private final AtomicBoolean told = new AtomicBoolean();

    private volatile boolean stopped;
    private @Nullable Run run;

    SyncExchange(Member member, SyncService service) {
        this.member = member;
        this.service = service;
        this.memory = service.batches().share();
    }

    /// Who is at the connection.
    ///
    /// @param instance the device
    /// @param tell tells it something; any thread
    public record Member(Identity identity, String instance, Consumer<ServerMessage> tell) {}

    /// From a request to its completion.
    private static final class Run {
        private long wanted;
        private long acknowledged;
        private @Nullable String cursor;
        private int elements;

        Run(@Nullable Long wanted) {
            this.wanted = wanted == null ? Long.MAX_VALUE : wanted;
        }
    }

    Member member() {
        return member;
    }

    /// The client is in: it is told what there is for it, and what happens from now on. Never fails.
    public Mono<Void> greet() {
        return Mono.defer(() -> {
            service.enter(this);
            if (stopped) {
                service.leave(this);
                return Mono.<Void>empty();
            }
            return service.mailboxes()
                    .waiting(member.identity(), member.instance())
                    .doOnNext(this::arrived)
                    .onErrorComplete(RegistryUnavailableException.class)
                    .then();
        });
    }

    /// The link is gone: nothing is told any more, and what was held for it is given back. Any thread.
    public void stop() {
        stopped = true;
        service.leave(this);
        memory.close();
    }

    /// There is something for the client, who is told once until it asks.
    void arrived(Content content) {
        if (told.compareAndSet(false, true)) {
            tell(new SyncAvailable(null, content.elements(), content.bytes()));
        }
    }

    void tell(ServerMessage message) {
        member.tell().accept(message);
    }

    /// Does what the client asks for and tells it the outcome.
    ///
    /// @return completes when it is done; fails with a [RefusedException] or a [RegistryUnavailableException]
    public Mono<Void> handle(SyncMessage.FromClient message) {
        return Mono.defer(() ->
                switch (message) {
                    case SyncPut put -> put(put);
                    case SyncRequest request -> begin(request);
                    case SyncAck ack -> acknowledge(ack);
                    case SyncStatus status -> states(status);
                });
    }

    private Mono<Void> put(SyncPut request) {
        check(request);
        return service.pairings()
                .arePaired(member.identity(), request.to())
                .filter(paired -> paired)
                .switchIfEmpty(Mono.error(() -> RefusedException.of(ErrorCode.NOT_PAIRED, request.ref())))
                .flatMap(paired -> service.mailboxes().put(member.identity(), request.to(), request.objects()))
                .doOnNext(outcome -> {
                    switch (outcome) {
                        case Put.Stored(List<Instant> since) -> {
                            service.meters().stored(since.size());
                            tell(new SyncStored(request.ref(), request.to(), stored(request.objects(), since)));
                        }
                        case Put.Refused(Mailboxes.Reason reason, String id) -> {
                            service.meters().refused(reason);
                            throw RefusedException.of(code(reason), request.ref()).aboutObject(id);
                        }
                    }
                })
                .then();
    }

    private record Place(String id, int part) {}

    private void check(SyncPut request) {
        Set<Place> places = new HashSet<>();
        for (NewObject object : request.objects()) {
            if (!places.add(new Place(object.id(), object.part() == null ? 0 : object.part()))) {
                throw refused(ErrorCode.INVALID_MESSAGE, request, object);
            }
        }
        for (NewObject object : request.objects()) {
            if (object.data().length() > service.sizes().object()) {
                throw refused(ErrorCode.OBJECT_TOO_BIG, request, object);
            }
        }
        for (NewObject object : request.objects()) {
            if (!Digests.sha256(object.data()).equals(object.checksum())) {
                throw refused(ErrorCode.SYNC_CHECKSUM, request, object);
            }
        }
    }

    private static RefusedException refused(ErrorCode code, SyncPut request, NewObject object) {
        return RefusedException.of(code, request.ref()).aboutObject(object.id());
    }

    private static List<StoredObject> stored(List<NewObject> objects, List<Instant> since) {
        var stored = new ArrayList<StoredObject>(objects.size());
        for (int i = 0; i < objects.size(); i++) {
            NewObject object = objects.get(i);
            stored.add(new StoredObject(object.id(), object.part(), WireTime.format(since.get(i))));
        }
        return stored;
    }

    private static ErrorCode code(Mailboxes.Reason reason) {
        return switch (reason) {
            case CONFLICT -> ErrorCode.SYNC_CONFLICT;
            case PART -> ErrorCode.SYNC_PART;
            case FULL -> ErrorCode.MAILBOX_FULL;
        };
    }

    private Mono<Void> begin(SyncRequest request) {
        memory.giveBack();
        run = null;
        return read(new Run(request.objects()), request.lastSync(), request.ref());
    }

    private Mono<Void> acknowledge(SyncAck ack) {
        Run current = run;
        if (current == null || ack.received() != current.elements || !ack.nextBatch().equals(current.cursor)) {
            return Mono.error(RefusedException.of(ErrorCode.SYNC_NO_BATCH, ack.ref()));
        }
        memory.giveBack();
        run = null;
        current.acknowledged += current.elements;
        current.wanted -= current.elements;
        if (current.wanted > 0) {
            return read(current, ack.nextBatch(), ack.ref());
        }
        return service.mailboxes()
                .acknowledge(member.identity(), member.instance(), ack.nextBatch())
                .then(
                        Mono.fromRunnable(
                                () -> tell(new SyncComplete(ack.ref(), current.acknowledged, Completion.MORE, null))));
    }

    /// Whatever fails here ends the run, and the client asks anew.
    private Mono<Void> read(Run current, @Nullable String cursor, @Nullable String ref) {
        // before it is read: what arrives behind that is told
        told.set(false);
        int most = (int) Math.min(current.wanted, SyncMessage.MAX_OBJECTS);
        return service.mailboxes()
                .read(member.identity(), member.instance(), cursor, BatchSize.portion(most, service.sizes().message()))
                .doOnNext(reading -> {
                    switch (reading) {
                        case Reading.Batch batch -> send(current, batch, ref);
                        case Reading.Nothing(boolean restarted) ->
                                tell(
                                        new SyncComplete(
                                                ref,
                                                current.acknowledged,
                                                Completion.COMPLETE,
                                                restarted ? true : null));
                        case Reading.TooManyInstances() -> throw RefusedException.of(ErrorCode.LIMIT_INSTANCES, ref);
                    }
                })
                .then();
    }

    private void send(Run current, Reading.Batch batch, @Nullable String ref) {
        if (!memory.take(BatchSize.of(batch.elements()))) {
            throw RefusedException.of(ErrorCode.UNAVAILABLE, ref).retryAfter(PAUSE);
        }
        current.cursor = batch.cursor();
        current.elements = batch.elements().size();
        run = current;
        tell(
                new SyncData(
                        ref,
                        batch.elements(),
                        BatchChecksum.of(batch.elements(), batch.cursor()),
                        batch.cursor(),
                        batch.restarted() ? true : null));
    }

    private Mono<Void> states(SyncStatus request) {
        return service.mailboxes()
                .states(member.identity(), request.to(), request.ids())
                .doOnNext(states -> tell(new SyncStates(request.ref(), request.to(), states)))
                .then();
    }
}
