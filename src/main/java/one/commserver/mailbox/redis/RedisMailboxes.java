package one.commserver.mailbox.redis;

import one.commserver.crypto.Identities;
import one.commserver.crypto.Identity;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.WireTime;
import one.commserver.redis.Redis;
import one.commserver.redis.Reply;
import one.commserver.redis.Script;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/// The mailboxes of all nodes that share a Redis.
///
/// A step is a script, which sees and changes one mailbox while nobody else does. Before anything else it removes what
/// is past its time there; where that is much, it does a part of it, and is run again until there is nothing left to
/// remove. So nothing too old is ever seen, and Redis never does this one thing for long. [MailboxSweep] does the same
/// where nobody calls.
///
/// What is put is answered when as many replicas have it as wanted. Acknowledgements don't wait for any: what gets lost
/// with one is read again.
final class RedisMailboxes implements Mailboxes {

    private static final Logger LOG = LoggerFactory.getLogger(RedisMailboxes.class);

    private static final Script<Reply> PUT = MailboxSteps.script("put");
    private static final Script<Reply> READ = MailboxSteps.script("read");
    private static final Script<Reply> ACKNOWLEDGE = MailboxSteps.script("acknowledge");
    private static final Script<Reply> WAITING = MailboxSteps.script("waiting");
    private static final Script<Reply> STATES = MailboxSteps.script("states");

    private static final String STORED = "stored";
    private static final String MANY = "many";
    private static final String NO_CURSOR = "";
    private static final String SENSELESS_CURSOR = "-";

    private final Redis redis;
    private final Duration retryAfter;
    private final Identities identities = new Identities();
    private final MailEvents events;
    private final Cursors cursors;
    private final MailboxSteps steps;
    private final MailboxSweep sweep;

    /// @param retryAfter what is told when something else than the connection fails
    RedisMailboxes(Redis redis, Duration retryAfter, MailboxProperties properties) {
        this(redis, retryAfter, properties, MailboxSteps.EFFORT, List.of());
    }

    /// @param effort as [MailboxSteps#EFFORT]
    /// @param clock instead of that of Redis, for tests
    RedisMailboxes(
            Redis redis,
            Duration retryAfter,
            MailboxProperties properties,
            int effort,
            Collection<InstantSource> clock) {
        this.redis = redis;
        this.retryAfter = retryAfter;
        this.events = new MailEvents(redis, identities);
        this.cursors = new Cursors(redis);
        this.steps = new MailboxSteps(redis, events, properties, effort, clock);
        this.sweep = new MailboxSweep(redis, steps);
    }

    @Override
    public Mono<Put> put(Identity from, Identity to, List<NewObject> elements) {
        List<NewObject> all = List.copyOf(elements);
        return guarded(
                Mono.defer(() -> {
                    var arguments = new ArrayList<Object>(1 + all.size() * 5);
                    arguments.add(from.wire());
                    all.forEach(each ->
                            arguments.addAll(
                                    List.of(
                                            each.id(),
                                            Objects.requireNonNullElse(each.part(), 0),
                                            Objects.requireNonNullElse(each.parts(), 0),
                                            each.checksum(),
                                            each.data())));
                    return run(PUT, to, true, arguments.toArray()).map(RedisMailboxes::outcome);
                }));
    }

    private static Put outcome(Reply reply) {
        String word = reply.text(MailboxSteps.OWN);
        if (!word.equals(STORED)) {
            return new Put.Refused(Reason.valueOf(word), reply.text(MailboxSteps.OWN + 1));
        }
        Reply times = reply.array(MailboxSteps.OWN + 1);
        return new Put.Stored(
                IntStream.range(0, times.size()).mapToObj(i -> Instant.ofEpochMilli(times.number(i))).toList());
    }

    @Override
    public Mono<Reading> read(Identity owner, String instance, @Nullable String cursor, Portion portion) {
        return guarded(
                cursors.of(owner)
                        .flatMap(known -> {
                            String place = cursor == null ? NO_CURSOR : known.place(cursor);
                            return run(
                                            READ,
                                            owner,
                                            false,
                                            instance,
                                            Objects.requireNonNullElse(place, SENSELESS_CURSOR),
                                            portion.elements(),
                                            portion.bytes())
                                    .map(reply -> reading(reply, known));
                        }));
    }

    private Reading reading(Reply reply, Cursors.OfMailbox known) {
        if (reply.text(MailboxSteps.OWN).equals(MANY)) {
            return new Reading.TooManyInstances();
        }
        boolean restarted = reply.number(MailboxSteps.OWN + 1) == 1;
        List<MailObject> elements = reply.arrays(MailboxSteps.OWN + 3).stream().map(this::element).toList();
        return elements.isEmpty()
                ? new Reading.Nothing(restarted)
                : new Reading.Batch(elements, known.cursor(reply.text(MailboxSteps.OWN + 2)), restarted);
    }

    private MailObject element(Reply element) {
        int part = (int) element.number(4);
        return new MailObject(
                element.text(0),
                identities.of(element.text(1)),
                WireTime.format(Instant.ofEpochMilli(element.number(2))),
                element.bytes(6),
                element.bytes(3),
                part == 0 ? null : part,
                part == 0 ? null : (int) element.number(5));
    }

    @Override
    public Mono<Void> acknowledge(Identity owner, String instance, String cursor) {
        return guarded(
                cursors.of(owner)
                        .mapNotNull(known -> known.place(cursor))
                        .flatMap(place -> run(ACKNOWLEDGE, owner, false, instance, place))
                        .then());
    }

    @Override
    public Mono<Content> waiting(Identity owner, String instance) {
        return guarded(
                Mono.defer(() -> run(WAITING, owner, false, instance))
                        .filter(reply -> !reply.isNull(MailboxSteps.OWN))
                        .map(reply -> new Content(reply.number(MailboxSteps.OWN), reply.number(MailboxSteps.OWN + 1))));
    }

    @Override
    public Mono<List<ObjectState>> states(Identity from, Identity to, List<String> ids) {
        List<String> all = List.copyOf(ids);
        return guarded(
                Mono.defer(() -> run(STATES, to, false, Stream.concat(Stream.of(from.wire()), all.stream()).toArray()))
                        .map(reply -> states(all, reply.array(MailboxSteps.OWN))));
    }

    private static List<ObjectState> states(List<String> ids, Reply states) {
        return IntStream.range(0, ids.size())
                .mapToObj(i -> {
                    ObjectStatus status = status((int) states.number(2 * i));
                    Integer parts = status == ObjectStatus.PARTIAL ? (int) states.number(2 * i + 1) : null;
                    return new ObjectState(ids.get(i), status, parts);
                })
                .toList();
    }

    private static ObjectStatus status(int number) {
        return switch (number) {
            case -1 -> ObjectStatus.UNKNOWN;
            case 0 -> ObjectStatus.PARTIAL;
            case 1 -> ObjectStatus.STORED;
            case 2 -> ObjectStatus.DELIVERED;
            case 3 -> ObjectStatus.EXPIRED;
            default -> throw new IllegalStateException("a script returned no status of an object");
        };
    }

    @Override
    public void onEvent(Consumer<Event> listener) {
        events.onEvent(listener);
    }

    /// Sees to it that this node hears what others do; for a timer, one after another.
    Mono<Void> listen() {
        return events.listen();
    }

    /// Removes what is past its time where nobody calls; for a timer.
    Mono<Void> sweep() {
        return sweep.sweep();
    }

    private Mono<Reply> run(Script<Reply> script, Identity owner, boolean isConfirmed, Object... own) {
        return steps.run(script, MailboxKeys.of(redis, owner), owner.wire(), isConfirmed, own);
    }

    /// What isn't the connection's fault is ours, and told to nobody but the log.
    private <T> Mono<T> guarded(Mono<T> answer) {
        return answer.onErrorMap(
                failure -> !(failure instanceof RegistryUnavailableException),
                failure -> {
                    LOG.error("A script about a mailbox did not return what it should", failure);
                    return new RegistryUnavailableException(retryAfter);
                });
    }
}
