package one.commserver.client.sync;

import one.commserver.client.ClientException;
import one.commserver.client.request.Requester;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.SyncMessage;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.StoredObject;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncReceipt;
import one.commserver.protocol.SyncMessage.SyncStates;
import one.commserver.protocol.SyncMessage.SyncStatus;
import one.commserver.protocol.SyncMessage.SyncStored;
import one.commserver.protocol.sealing.ObjectPart;
import one.commserver.protocol.sealing.SealedObject;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Clock;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import java.util.stream.Collectors;

/// Leaves objects for peers, each sealed to its receiver and signed. Sealing happens on the elastic scheduler; of a
/// large object a few parts are in memory at any time. Requests fail with a [ClientException].
///
/// After a lost link, or when the server is busy, it goes on by itself, where the server says that it is; over a single
/// link that means that it fails. To go on after the process has ended, see [#goOn]. Cancelling stops it; what was sent
/// may be stored.
///
/// Spec: chapter 9.
public final class SyncSender {

    /// How many parts are on their way at a time.
    static final int WINDOW = 4;

    /// What stands around the objects of a message, with the longest `ref` and identity.
    private static final int MESSAGE_FIELDS = 256;

    /// What stands around an object's id and data.
    private static final int OBJECT_FIELDS = "{'id':'','data':'','checksum':''},".length() + 43;

    /// What a part has beyond that.
    private static final int PART_FIELDS = ",'part':100000,'parts':100000".length();

    private final Requester server;
    private final SigningKey key;
    private final Clock clock;

    /// @param server a control or data link, or a session of links
    /// @param key stays the caller's
    /// @param clock for what is sent, see [ObjectPart#sent]
    public SyncSender(Requester server, SigningKey key, Clock clock) {
        if (!server.identity().equals(key.identity())) {
            throw new IllegalArgumentException("the key isn't the link's");
        }
        this.server = server;
        this.key = key;
        this.clock = clock;
    }

    /// Decides how an object is cut. Whoever wants to go on after the process has ended keeps what this gives.
    ///
    /// @param id never used before, see [Letter#id]
    /// @param size of the content, in bytes
    /// @return its first part. Fails with an [IllegalArgumentException] if it takes more than
    ///     [ObjectPart#MAX_PARTS], and with [ClientException.LimitReached] if the server takes nothing as large as a
    ///     sealed object with nothing in it
    public Mono<ObjectPart> plan(String id, long size) {
        return server.allowed()
                .map(limits -> {
                    long parts = Math.max(1, Math.ceilDiv(size, (long) largest(limits)));
                    if (parts > ObjectPart.MAX_PARTS) {
                        throw new IllegalArgumentException("an object of " + size + " bytes takes too many parts");
                    }
                    return ObjectPart.first(id, (int) parts, clock.instant());
                });
    }

    /// Leaves an object of any size that the mailbox has room for.
    ///
    /// @param id never used before, see [Letter#id]
    /// @return completes when the server has all of it
    public Mono<Void> leave(Recipient to, String id, Content content) {
        return Mono.fromCallable(content::size)
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(size -> plan(id, size))
                .flatMap(first -> leave(to, first, content));
    }

    /// Leaves a planned object.
    ///
    /// @return completes when the server has all of it
    public Mono<Void> leave(Recipient to, ObjectPart first, Content content) {
        return Mono.defer(() -> {
            var progress = new Progress();
            var attempts = new AtomicInteger();
            return Mono.defer(() ->
                            attempts.getAndIncrement() == 0
                                    ? send(to, first, content, 1, progress)
                                    : goOn(to, first, content, progress))
                    // at first a conflict says that the id stands for something else
                    .retryWhen(
                            progress.retries(failure ->
                                    attempts.get() == 1
                                            ? isRefused(failure, ErrorCode.SYNC_PART)
                                            : isOvertaken(failure)));
        });
    }

    /// Goes on with an object that may have been left in part, or whole.
    ///
    /// @param first what was planned, see [#plan]
    /// @param content the same as before
    /// @return completes when the server has all of it, or had
    public Mono<Void> goOn(Recipient to, ObjectPart first, Content content) {
        return Mono.defer(() -> {
            var progress = new Progress();
            return Mono.defer(() -> goOn(to, first, content, progress))
                    .retryWhen(progress.retries(SyncSender::isOvertaken));
        });
    }

    private Mono<Void> goOn(Recipient to, ObjectPart first, Content content, Progress progress) {
        return states(to.identity(), List.of(first.id()))
                .flatMap(states ->
                        switch (states.getFirst().status()) {
                            case STORED, DELIVERED, EXPIRED -> Mono.<Void>empty();
                            case UNKNOWN -> send(to, first, content, 1, progress);
                            case PARTIAL -> {
                                int next = next(first, states.getFirst().part());
                                progress.stored(next - 1);
                                yield send(to, first, content, next, progress);
                            }
                        });
    }

    private static int next(ObjectPart first, @Nullable Integer stored) {
        int next = stored == null ? 1 : stored + 1;
        if (next > first.parts()) {
            throw new ClientException.ServerViolation("all parts of an object that isn't whole");
        }
        return next;
    }

    /// What was sent before the break may still have come in behind the question where to go on.
    private static boolean isOvertaken(Throwable failure) {
        return isRefused(failure, ErrorCode.SYNC_CONFLICT) || isRefused(failure, ErrorCode.SYNC_PART);
    }

    private static boolean isRefused(Throwable failure, ErrorCode code) {
        return failure instanceof ClientException.RequestRefused refused
                && refused.error().code().equals(code.wireName());
    }

    private Mono<Void> send(Recipient to, ObjectPart first, Content content, int from, Progress progress) {
        return Flux.range(from, Math.max(0, first.parts() - from + 1))
                .concatMap(number -> sealed(to, first.at(number), content), 1)
                .flatMapSequential(object -> put(to, List.of(object)), WINDOW, 1)
                .doOnNext(stored -> progress.stored(Objects.requireNonNullElse(stored.getFirst().part(), 1)))
                .then();
    }

    private Mono<NewObject> sealed(Recipient to, ObjectPart part, Content content) {
        return Mono.fromCallable(
                        () -> {
                            long size = content.size();
                            long piece = Math.ceilDiv(size, (long) part.parts());
                            long position = piece * (part.part() - 1);
                            int length = (int) Math.clamp(size - position, 0, piece);
                            return seal(to, part, content.read(position, length));
                        })
                .subscribeOn(Schedulers.boundedElastic());
    }

    private NewObject seal(Recipient to, ObjectPart part, byte[] plaintext) {
        Bytes data = SealedObject.seal(key, to.identity(), to.key(), part, plaintext).encoded();
        boolean whole = part.parts() == 1;
        return new NewObject(
                part.id(),
                data,
                Digests.sha256(data.toByteArray()),
                whole ? null : part.part(),
                whole ? null : part.parts());
    }

    /// Leaves several small objects, in this order, in as few messages as they fit in.
    ///
    /// @return completes when the server has all of them. If it fails some may be there: [#states] tells which
    public Mono<Void> leaveAll(Recipient to, List<Letter> letters) {
        return server.allowed()
                .flatMapMany(limits -> {
                    letters.forEach(letter -> check(letter, limits));
                    return Flux.fromIterable(letters)
                            .publishOn(Schedulers.boundedElastic())
                            .map(letter -> seal(to, ObjectPart.single(letter.id(), clock.instant()), letter.content()))
                            .bufferUntil(new StartOfMessage(limits.textMessage()), true);
                })
                .concatMap(objects -> put(to, objects, new Progress()), 1)
                .then();
    }

    private void check(Letter letter, Limits limits) {
        if (letter.content().length > largest(limits)) {
            throw new IllegalArgumentException("the object " + letter.id() + " has to go in parts");
        }
    }

    /// Decides which object begins a message, since it doesn't fit any more into the one before.
    private static final class StartOfMessage implements Predicate<NewObject> {

        private final long most;
        private long taken;
        private int count;

        StartOfMessage(int textMessage) {
            this.most = textMessage - (long) MESSAGE_FIELDS;
        }

        @Override
        public boolean test(NewObject object) {
            long size = OBJECT_FIELDS + object.id().length() + Math.ceilDiv(object.data().length() * 4L, 3L);
            boolean starts = count == SyncMessage.MAX_OBJECTS || taken + size > most;
            taken = starts ? size : taken + size;
            count = starts ? 1 : count + 1;
            return starts;
        }
    }

    /// The same objects, byte for byte, may be put as often as it takes.
    private Mono<List<StoredObject>> put(Recipient to, List<NewObject> objects, Progress progress) {
        return put(to, objects).retryWhen(progress.retries());
    }

    private Mono<List<StoredObject>> put(Recipient to, List<NewObject> objects) {
        return server.request(ref -> new SyncPut(ref, to.identity(), objects), SyncStored.class)
                .map(answer -> {
                    if (!answer.to().equals(to.identity()) || !areThese(answer.objects(), objects)) {
                        throw new ClientException.ServerViolation("other objects are stored than were sent");
                    }
                    return answer.objects();
                });
    }

    private static boolean areThese(List<StoredObject> stored, List<NewObject> sent) {
        if (stored.size() != sent.size()) {
            return false;
        }
        for (int i = 0; i < sent.size(); i++) {
            StoredObject one = stored.get(i);
            NewObject other = sent.get(i);
            if (!one.id().equals(other.id()) || !Objects.equals(one.part(), other.part())) {
                return false;
            }
        }
        return true;
    }

    /// The most bytes of a part's content, whatever the server says.
    private int largest(Limits limits) {
        int around = MESSAGE_FIELDS + OBJECT_FIELDS + SyncMessage.MAX_ID + PART_FIELDS;
        long inText = (limits.textMessage() - (long) around) / 4 * 3;
        long data = Math.min(Math.min(limits.syncObject(), SyncMessage.MAX_DATA), inText);
        long largest = data - SealedObject.overhead(key.identity().algorithm());
        if (largest < 1) {
            throw new ClientException.LimitReached("the server takes no objects as large as a sealed one");
        }
        return (int) largest;
    }

    /// What became of objects that this identity has left, for 24 hours behind delivery or expiry.
    ///
    /// @param ids 1 to [SyncMessage#MAX_OBJECTS]
    /// @return in the same order
    public Mono<List<ObjectState>> states(Identity receiver, List<String> ids) {
        return server.request(ref -> new SyncStatus(ref, receiver, ids), SyncStates.class)
                .map(answer -> {
                    List<String> told = answer.objects().stream().map(ObjectState::id).collect(Collectors.toList());
                    if (!answer.to().equals(receiver) || !told.equals(ids)) {
                        throw new ClientException.ServerViolation("the state of other objects than was asked for");
                    }
                    return answer.objects();
                });
    }

    /// What becomes of them, as far as it is heard; completes with the link or session.
    public Flux<SyncReceipt> receipts() {
        return server.notices().ofType(SyncReceipt.class);
    }
}
