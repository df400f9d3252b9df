package one.commserver.mailbox;

import one.commserver.crypto.Digests;
import one.commserver.crypto.Identity;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.StoredObject;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncStored;
import one.commserver.protocol.WireTime;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Instant;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.IntStream;

/// What one connection leaves for others.
///
/// Spec: chapter 9, leaving.
final class Deposits {

    /// Stands for all of an object among the numbers of its parts.
    private static final int WHOLE = 0;

    private final SyncExchange.Member member;
    private final SyncService service;

    Deposits(SyncExchange.Member member, SyncService service) {
        this.member = member;
        this.service = service;
    }

    /// Checks all of it, cheapest first, and stores it or nothing.
    ///
    /// @return fails with a [RefusedException]
    Mono<Void> put(SyncPut put) {
        return Mono.defer(
                        () -> {
                            checkNames(put);
                            check(
                                    put,
                                    ErrorCode.OBJECT_TOO_BIG,
                                    object -> object.data().length() <= service.limits().object());
                            long bytes = put.objects().stream().mapToLong(object -> object.data().length()).sum();
                            return service.work(
                                    bytes,
                                    () ->
                                            check(
                                                    put,
                                                    ErrorCode.SYNC_CHECKSUM,
                                                    object -> Digests.sha256(object.data()).equals(object.checksum())));
                        })
                .then(Mono.defer(() -> service.pairings().arePaired(member.identity(), put.to())))
                .flatMap(paired -> paired ? store(put) : Mono.error(refused(ErrorCode.NOT_PAIRED, put.ref())))
                .doOnNext(member.tell())
                .then();
    }

    private Mono<SyncStored> store(SyncPut put) {
        return service.mailboxes()
                .put(member.identity(), put.to(), put.objects())
                .map(outcome ->
                        switch (outcome) {
                            case Put.Stored(List<Instant> since) -> {
                                service.meters().stored(since.size());
                                yield stored(put, since);
                            }
                            case Put.Refused(Reason reason, String id) ->
                                    throw refused(code(reason), put.ref()).aboutObject(id);
                        });
    }

    private static SyncStored stored(SyncPut put, List<Instant> since) {
        Identity to = put.to();
        List<StoredObject> objects =
                IntStream.range(0, since.size())
                        .mapToObj(i -> {
                            NewObject object = put.objects().get(i);
                            return new StoredObject(object.id(), object.part(), WireTime.format(since.get(i)));
                        })
                        .toList();
        return new SyncStored(put.ref(), to, objects);
    }

    /// An id stands for one thing, or for parts of one, each of them once.
    private void checkNames(SyncPut put) {
        Map<String, Set<Integer>> seen = new HashMap<>();
        check(
                put,
                ErrorCode.INVALID_MESSAGE,
                object -> {
                    Integer part = object.part();
                    Set<Integer> parts = seen.computeIfAbsent(object.id(), id -> new HashSet<>());
                    boolean isFirst = parts.isEmpty();
                    return parts.add(part == null ? WHOLE : part)
                            && (isFirst || (part != null && !parts.contains(WHOLE)));
                });
    }

    private void check(SyncPut put, ErrorCode otherwise, Predicate<NewObject> holds) {
        for (NewObject object : put.objects()) {
            if (!holds.test(object)) {
                throw refused(otherwise, put.ref()).aboutObject(object.id());
            }
        }
    }

    private RefusedException refused(ErrorCode code, @Nullable String ref) {
        service.meters().refused(code);
        return RefusedException.of(code, ref);
    }

    private static ErrorCode code(Reason reason) {
        return switch (reason) {
            case CONFLICT -> ErrorCode.SYNC_CONFLICT;
            case PART -> ErrorCode.SYNC_PART;
            case FULL -> ErrorCode.MAILBOX_FULL;
        };
    }
}
