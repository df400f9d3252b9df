package one.commserver.mailbox.memory;

import one.commserver.crypto.Identity;
import one.commserver.mailbox.MailboxProperties;
import one.commserver.mailbox.Mailboxes;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Iterator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import java.util.function.Function;

/// The mailboxes of a single node.
///
/// A mailbox changes under its own lock, which is the map's for its entry. That is allowed on an event loop: what runs
/// under it is arithmetic, as much as the call adds, reads or removes, and it never calls a listener, a publisher or
/// the operating system. Listeners are called after it, on the caller's thread.
///
/// A call first removes what is past its time in its mailbox, so nothing too old is ever seen; [#sweep] does the same
/// where nobody calls. An idle mailbox's events may be late by some minutes; the time they tell isn't.
///
/// Memory: all of it counts against [MailboxProperties#memory]. A mailbox with nothing in it, nothing remembered and no
/// known instance takes none. Data is kept as it was handed in and never copied.
final class InMemoryMailboxes implements Mailboxes {

    private static final Logger LOG = LoggerFactory.getLogger(InMemoryMailboxes.class);

    /// A sweep's bound, so that none keeps its thread for longer than some milliseconds.
    private static final int VISITED_BY_A_SWEEP = 10_000;

    private final ConcurrentMap<Identity, Mailbox> mailboxes = new ConcurrentHashMap<>();
    private final List<Consumer<Event>> listeners = new CopyOnWriteArrayList<>();
    private final Object sweeping = new Object();
    private final Rules rules;
    private final InstantSource clock;
    private Iterator<Identity> unswept = Collections.emptyIterator();

    InMemoryMailboxes(MailboxProperties properties, InstantSource clock) {
        this.rules = Rules.of(properties);
        this.clock = clock;
    }

    @Override
    public Mono<Put> put(Identity from, Identity to, List<NewObject> elements) {
        List<NewObject> all = List.copyOf(elements);
        return Mono.fromSupplier(() -> locked(to, mailbox -> mailbox.put(from, all)));
    }

    @Override
    public Mono<Reading> read(Identity owner, String instance, @Nullable String cursor, Portion portion) {
        return Mono.fromSupplier(() -> {
            OptionalLong acknowledged = cursor == null ? OptionalLong.empty() : rules.places().place(cursor);
            boolean restarted = cursor != null && acknowledged.isEmpty();
            Optional<Mailbox.Excerpt> excerpt =
                    locked(owner, mailbox -> Optional.ofNullable(mailbox.read(instance, acknowledged, portion)));
            return excerpt.map(known -> reading(known, restarted)).orElseGet(Reading.TooManyInstances::new);
        });
    }

    private Reading reading(Mailbox.Excerpt excerpt, boolean restarted) {
        return excerpt.elements().isEmpty()
                ? new Reading.Nothing(restarted)
                : new Reading.Batch(
                        excerpt.elements().stream().map(Element::toMailObject).toList(),
                        rules.places().cursor(excerpt.last()),
                        restarted);
    }

    @Override
    public Mono<Void> acknowledge(Identity owner, String instance, String cursor) {
        return Mono.fromRunnable(() ->
                rules.places()
                        .place(cursor)
                        .ifPresent(place ->
                                locked(
                                        owner,
                                        mailbox -> {
                                            mailbox.acknowledge(instance, place);
                                            return true;
                                        })));
    }

    @Override
    public Mono<Content> waiting(Identity owner, String instance) {
        return Mono.defer(() ->
                Mono.justOrEmpty(
                        locked(
                                owner,
                                mailbox ->
                                        mailbox.hasForVisitor(instance)
                                                ? Optional.of(mailbox.content())
                                                : Optional.<Content>empty())));
    }

    @Override
    public Mono<List<ObjectState>> states(Identity from, Identity to, List<String> ids) {
        List<String> all = List.copyOf(ids);
        return Mono.fromSupplier(() -> locked(to, mailbox -> all.stream().map(id -> mailbox.state(from, id)).toList()));
    }

    @Override
    public void onEvent(Consumer<Event> listener) {
        listeners.add(listener);
    }

    /// Removes what is past its time in the next mailboxes in turn; for a timer. Several at once do no harm.
    void sweep() {
        for (Identity owner : nextInTurn()) {
            locked(owner, mailbox -> true);
        }
    }

    private List<Identity> nextInTurn() {
        synchronized (sweeping) {
            if (!unswept.hasNext()) {
                unswept = mailboxes.keySet().iterator();
            }
            var next = new ArrayList<Identity>();
            while (next.size() < VISITED_BY_A_SWEEP && unswept.hasNext()) {
                next.add(unswept.next());
            }
            return next;
        }
    }

    /// What is taken of the memory, in bytes as they are counted.
    long taken() {
        return rules.budget().taken();
    }

    /// How many mailboxes take memory.
    int count() {
        return mailboxes.size();
    }

    private <T> T locked(Identity owner, Function<Mailbox, T> work) {
        var result = new ArrayList<T>(1);
        var events = new ArrayList<Event>();
        mailboxes.compute(
                owner,
                (same, known) -> {
                    Mailbox mailbox = known == null ? new Mailbox(owner, rules) : known;
                    mailbox.begin(clock.millis(), events);
                    result.add(work.apply(mailbox));
                    return mailbox.isEmpty() ? null : mailbox;
                });
        events.forEach(this::tell);
        return result.getFirst();
    }

    private void tell(Event event) {
        for (Consumer<Event> listener : listeners) {
            try {
                listener.accept(event);
            } catch (RuntimeException failure) {
                LOG.error("Somebody could not be told what happened in a mailbox", failure);
            }
        }
    }
}
