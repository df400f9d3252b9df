package one.commserver.mailbox;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SignatureAlgorithm;
import one.commserver.crypto.SigningKey;
import one.commserver.mailbox.Mailboxes.Content;
import one.commserver.mailbox.Mailboxes.Event;
import one.commserver.mailbox.Mailboxes.Portion;
import one.commserver.mailbox.Mailboxes.Put;
import one.commserver.mailbox.Mailboxes.Reading;
import one.commserver.mailbox.Mailboxes.Reason;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.registry.TestTime;

import org.jspecify.annotations.Nullable;
import org.springframework.util.unit.DataSize;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.IntStream;

/// A store under test with its clock, an owner of a mailbox and a sender.
public final class MailboxScene {

    public static final Duration LONG_ENOUGH = Duration.ofSeconds(20);
    public static final Duration AGE = Duration.ofDays(10);
    public static final Duration ID_MEMORY = Duration.ofHours(24);
    public static final Duration PART_LIFE = Duration.ofHours(12);
    public static final Duration MILLISECOND = Duration.ofMillis(1);
    public static final Portion ALL = new Portion(Integer.MAX_VALUE, Long.MAX_VALUE);

    public final TestTime time = new TestTime();
    public final Identity owner = anybody();
    public final Identity sender = anybody();
    public final Mailboxes mailboxes;

    private final Queue<Event> events = new ConcurrentLinkedQueue<>();

    /// Makes the store that is tested.
    @FunctionalInterface
    public interface Factory {
        Mailboxes mailboxes(MailboxProperties properties, TestTime time);
    }

    public MailboxScene(Factory factory) {
        this(factory, properties(DataSize.ofMegabytes(1), 400, 800));
    }

    public MailboxScene(Factory factory, MailboxProperties properties) {
        mailboxes = factory.mailboxes(properties, time);
        mailboxes.onEvent(events::add);
    }

    public static MailboxProperties properties(DataSize bytes, int objects, int rememberedIds) {
        return properties(bytes, objects, rememberedIds, DataSize.ofMegabytes(256));
    }

    public static MailboxProperties properties(DataSize bytes, int objects, int rememberedIds, DataSize memory) {
        return new MailboxProperties(bytes, objects, AGE, rememberedIds, ID_MEMORY, PART_LIFE, 16, memory);
    }

    public static Identity anybody() {
        try (SigningKey key = SigningKey.generate(SignatureAlgorithm.ED25519)) {
            return key.identity();
        }
    }

    public static NewObject object(String id) {
        return object(id, 10);
    }

    public static NewObject object(String id, int size) {
        return element(id, size, null, null);
    }

    public static NewObject part(String id, int part, int parts) {
        return part(id, part, parts, 10);
    }

    public static NewObject part(String id, int part, int parts, int size) {
        return element(id, size, part, parts);
    }

    private static NewObject element(String id, int size, @Nullable Integer part, @Nullable Integer parts) {
        byte[] text = (id + '/' + part + '/' + parts).getBytes(StandardCharsets.US_ASCII);
        Bytes data = Bytes.of(Arrays.copyOf(text, size));
        return new NewObject(id, data, sha256((id + part + size).getBytes(StandardCharsets.US_ASCII)), part, parts);
    }

    private static Bytes sha256(byte[] data) {
        try {
            return Bytes.of(MessageDigest.getInstance("SHA-256").digest(data));
        } catch (NoSuchAlgorithmException impossible) {
            throw new IllegalStateException(impossible);
        }
    }

    public static NewObject[] objects(String prefix, int count, int size) {
        return IntStream.range(0, count).mapToObj(i -> object(prefix + i, size)).toArray(NewObject[]::new);
    }

    public Put put(NewObject... elements) {
        return putBy(sender, elements);
    }

    public Put putBy(Identity from, NewObject... elements) {
        return get(mailboxes.put(from, owner, List.of(elements)));
    }

    /// Since when each of them is stored.
    public List<Instant> stored(NewObject... elements) {
        return storedBy(sender, elements);
    }

    public List<Instant> storedBy(Identity from, NewObject... elements) {
        Put put = putBy(from, elements);
        assertThat(put).isInstanceOf(Put.Stored.class);
        return ((Put.Stored) put).stored();
    }

    public void isRefused(Reason reason, String id, NewObject... elements) {
        assertThat(put(elements)).isEqualTo(new Put.Refused(reason, id));
    }

    public Reading read(String instance, @Nullable String cursor, Portion portion) {
        return get(mailboxes.read(owner, instance, cursor, portion));
    }

    public Reading read(String instance, @Nullable String cursor) {
        return read(instance, cursor, ALL);
    }

    public Reading read(String instance) {
        return read(instance, null);
    }

    /// What an instance reads, as `id` or `id/part`.
    public List<String> names(String instance) {
        return names(read(instance));
    }

    public static List<String> names(Reading reading) {
        return switch (reading) {
            case Reading.Batch batch -> batch.elements().stream().map(MailboxScene::name).toList();
            case Reading.Nothing nothing -> List.of();
            case Reading.TooManyInstances tooMany -> throw new AssertionError("too many instances");
        };
    }

    private static String name(MailObject element) {
        return element.part() == null ? element.id() : element.id() + '/' + element.part();
    }

    /// The cursor behind what an instance reads, of which there is something.
    public String cursor(String instance) {
        return cursor(read(instance));
    }

    public static String cursor(Reading reading) {
        assertThat(reading).isInstanceOf(Reading.Batch.class);
        return ((Reading.Batch) reading).cursor();
    }

    /// The cursor behind so many elements.
    public String cursorBehind(String instance, int elements) {
        return cursor(read(instance, null, new Portion(elements, Long.MAX_VALUE)));
    }

    public void acknowledge(String instance, String cursor) {
        mailboxes.acknowledge(owner, instance, cursor).block(LONG_ENOUGH);
    }

    /// Reads all and acknowledges it.
    public void fetch(String instance) {
        acknowledge(instance, cursor(instance));
    }

    public @Nullable Content waiting(String instance) {
        return mailboxes.waiting(owner, instance).block(LONG_ENOUGH);
    }

    /// What the mailbox holds, if there is something to read.
    public @Nullable Content content() {
        return waiting("an.instance.that.never.reads");
    }

    /// As `status` or `status number`.
    public List<String> states(String... ids) {
        return get(mailboxes.states(sender, owner, List.of(ids))).stream().map(MailboxScene::words).toList();
    }

    public String state(String id) {
        return states(id).getFirst();
    }

    private static String words(ObjectState state) {
        return state.status().wireName() + (state.part() == null ? "" : " " + state.part());
    }

    public void pass(Duration duration) {
        time.advance(duration);
    }

    /// What has happened in the mailbox, once all of it has been told.
    public List<Event> events() {
        content();
        Identity marker = anybody();
        get(mailboxes.put(sender, marker, List.of(object("marker"))));
        await().pollDelay(Duration.ZERO)
                .atMost(LONG_ENOUGH)
                .until(() -> events.stream().anyMatch(event -> ownerOf(event).equals(marker)));
        return events.stream().filter(event -> ownerOf(event).equals(owner)).toList();
    }

    /// The same without arrivals.
    public List<Event> receipts() {
        return events().stream().filter(event -> !(event instanceof Event.Arrived)).toList();
    }

    public Event delivered(String id) {
        return new Event.Delivered(sender, owner, id, time.instant());
    }

    public Event expired(String id) {
        return new Event.Expired(sender, owner, id, time.instant());
    }

    private static Identity ownerOf(Event event) {
        return switch (event) {
            case Event.Arrived arrived -> arrived.owner();
            case Event.Delivered delivered -> delivered.owner();
            case Event.Expired expired -> expired.owner();
        };
    }

    public static <T> T get(Mono<T> mono) {
        return Objects.requireNonNull(mono.block(LONG_ENOUGH));
    }
}
