package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.discovery.DiscoveryClient;
import one.commserver.client.discovery.Found;
import one.commserver.client.discovery.PresenceChange;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.Presence;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.sealing.SealingKeyRecord;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Chapter 6: a server can withhold who and where somebody is, and can't make up a key.
class LyingDirectoryTest {

    private static final Duration HOUR = Duration.ofHours(1);

    private static final FoundEndpoint SERVER = new FoundEndpoint("phone", Transport.RELAY, "wss://relay.example/", 1);

    private final ScriptedServer server = new ScriptedServer();
    private final ClientFixture clients = new ClientFixture(server.port());
    private final SigningKey alice = key();
    private final SigningKey bob = key();
    private final SealingKeyPair keys = SealedMail.keyPair();
    private final CommClient client =
            clients.client(alice, "phone", builder -> builder.requestTimeout(Duration.ofSeconds(4)));
    private final ClientLink link = connect(client);
    private final DiscoveryClient discovery = new DiscoveryClient(link, alice, Clock.systemUTC());

    @AfterEach
    void close() {
        clients.close();
        server.close();
        keys.close();
    }

    private void tell(Identity about, SealingKeyRecord key) {
        server.script =
                (socket, message) -> socket.tell(new Endpoints(message.ref(), about, true, List.of(SERVER), told(key)));
    }

    private static SealingKey told(SealingKeyRecord key) {
        return new SealingKey(
                key.key().suite().wireName(), key.key().value(), WireTime.format(key.expires()), key.signature());
    }

    private SealingKeyRecord record(SigningKey by, Instant expires) {
        return SealingKeyRecord.sign(by, keys.publicKey(), expires);
    }

    @Test
    void aKeyThatIsHisIsFound() {
        SealingKeyRecord record = record(bob, Instant.now().plus(HOUR));
        tell(bob.identity(), record);

        assertThat(get(discovery.find(bob.publicKey())).sealingKey()).contains(record);
    }

    @Test
    void aKeyThatIsNotHisOrNotAnyMoreIsRefusedAndWhatElseIsToldStays() {
        assertForged(record(alice, Instant.now().plus(HOUR)));
        assertForged(record(key(), Instant.now().plus(HOUR)));
        assertForged(record(bob, Instant.now().minus(HOUR)));
        assertForged(record(bob, Instant.now().plus(Duration.ofDays(31))));
        SealingKeyRecord good = record(bob, Instant.now().plus(HOUR));
        assertForged(new SealingKeyRecord(good.key(), good.expires().plusSeconds(1), good.signature()));
        try (SealingKeyPair servers = SealedMail.keyPair()) {
            assertForged(new SealingKeyRecord(servers.publicKey(), good.expires(), good.signature()));
        }
        server.script =
                (socket, message) ->
                        socket.tell(
                                new Endpoints(
                                        message.ref(),
                                        bob.identity(),
                                        true,
                                        List.of(SERVER),
                                        new SealingKey(
                                                "rot13",
                                                good.key().value(),
                                                WireTime.format(good.expires()),
                                                good.signature())));
        assertKeyRefused();
    }

    private void assertForged(SealingKeyRecord record) {
        tell(bob.identity(), record);
        assertKeyRefused();
    }

    private void assertKeyRefused() {
        assertThat(get(discovery.find(bob.publicKey())))
                .isEqualTo(new Found(true, List.of(SERVER), Optional.empty(), true));
    }

    @Test
    void anAnswerAboutSomebodyElseIsNone() {
        tell(key().identity(), record(bob, Instant.now().plus(HOUR)));

        assertThatThrownBy(() -> get(discovery.find(bob.publicKey())))
                .isInstanceOf(ClientException.ServerViolation.class);
    }

    @Test
    void theFirstEndpointIsToBeTriedFirst() {
        List<FoundEndpoint> told = new ArrayList<>();
        for (Integer priority : new Integer[] {null, 7, 0, 255, 3}) {
            told.add(
                    new FoundEndpoint(
                            "phone", Transport.UDP, "9.9.9.9:" + (priority == null ? 1 : priority + 2), priority));
        }
        server.script =
                (socket, message) -> socket.tell(new Endpoints(message.ref(), bob.identity(), false, told, null));

        Found found = get(discovery.find(bob.publicKey()));

        assertThat(found.endpoints()).extracting(FoundEndpoint::priority).containsExactly(0, 3, 7, null, 255);
        assertThat(found.sealingKey()).isEmpty();
    }

    private static List<Identity> people(int count) {
        List<Identity> people = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            people.add(key().identity());
        }
        return people;
    }

    /// Tells of those who are there, of the answer, and of one who leaves, in one segment.
    private void present(List<Identity> people) {
        server.script =
                (socket, message) -> {
                    List<ServerMessage> all = new ArrayList<>();
                    people.forEach(person -> all.add(new Presence(null, person, true)));
                    all.add(new PresenceSubscribed(message.ref()));
                    all.add(new Presence(null, people.getFirst(), false));
                    socket.together(all);
                };
    }

    private static List<PresenceChange> changes(List<Identity> people) {
        List<PresenceChange> all = new ArrayList<>();
        all.add(new PresenceChange.Anew());
        people.forEach(person -> all.add(new PresenceChange.Peer(person, true)));
        all.add(new PresenceChange.Complete());
        all.add(new PresenceChange.Peer(people.getFirst(), false));
        return all;
    }

    @Test
    void presenceKeepsItsOrderHoweverSlowlyItIsRead() throws Exception {
        List<Identity> people = people(300);
        present(people);
        BlockingQueue<PresenceChange> read = new LinkedBlockingQueue<>();
        var slow = new SlowReader(read::add, failure -> {});
        DiscoveryClient.presence(link).subscribe(slow);
        List<PresenceChange> all = new ArrayList<>();
        all.add(read.poll(SOON.toSeconds(), TimeUnit.SECONDS));
        get(link.heartbeat());
        while (all.size() < people.size() + 3) {
            slow.request(1);
            all.add(read.poll(SOON.toSeconds(), TimeUnit.SECONDS));
        }
        slow.cancel();

        assertThat(all).isEqualTo(changes(people));
    }

    @Test
    void whoNeverReadsPresenceHearsOfItBehindWhatWasKept() throws Exception {
        server.script =
                (socket, message) -> {
                    List<ServerMessage> all = new ArrayList<>();
                    for (int i = 0; i < 5000; i++) {
                        all.add(new Presence(null, bob.identity(), i % 2 == 0));
                    }
                    socket.together(all);
                };
        AtomicInteger read = new AtomicInteger();
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        var slow = new SlowReader(change -> read.incrementAndGet(), failures::add);
        ClientLink patient = connect(clients.client(alice, "tablet"));
        DiscoveryClient.presence(patient).subscribe(slow);
        server.heard(PresenceSubscribe.class);
        get(patient.heartbeat());
        assertThat(failures).isEmpty();

        slow.request(Long.MAX_VALUE);

        assertThat(failures.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(ClientException.LimitReached.class);
        assertThat(read.get()).isBetween(4096, 5000);
    }

    /// Asks for one, and for more when it is told to.
    private static final class SlowReader extends BaseSubscriber<PresenceChange> {
        private final Consumer<PresenceChange> changes;
        private final Consumer<Throwable> failures;

        SlowReader(Consumer<PresenceChange> changes, Consumer<Throwable> failures) {
            this.changes = changes;
            this.failures = failures;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            subscription.request(1);
        }

        @Override
        protected void hookOnNext(PresenceChange change) {
            changes.accept(change);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            failures.accept(failure);
        }
    }

    private static List<Endpoint> relay() {
        return List.of(new Endpoint(Transport.RELAY, "wss://relay.example/", 1));
    }

    private static Announced announced(ClientMessage message, Duration life) {
        return new Announced(message.ref(), WireTime.format(Instant.now().plus(life)));
    }

    @Test
    void anAnnouncementIsRenewedAndMadeAnewOnEachLink() throws Exception {
        link.close().block(SOON);
        AtomicInteger asked = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    switch (asked.getAndIncrement()) {
                        case 0, 1 -> socket.tell(announced(message, Duration.ofSeconds(2)));
                        case 2 -> {
                            socket.tell(announced(message, HOUR));
                            socket.cut();
                        }
                        case 3 -> {
                            // not answered
                        }
                        case 4 ->
                                socket.tell(
                                        ErrorMessage.of(ErrorCode.UNAVAILABLE, message.ref())
                                                .retryAfter(Duration.ofMillis(10)));
                        case 5 -> socket.tell(announced(message, HOUR));
                        default -> socket.tell(ErrorMessage.of(ErrorCode.LIMIT_DISCOVERY, message.ref()));
                    }
                };
        ClientSession session = client.session(ConnectionKind.DATA).open();
        BlockingQueue<Object> signals = new LinkedBlockingQueue<>();

        discovery
                .keepAnnounced(session, relay(), HOUR)
                .subscribe(signals::add, signals::add, () -> signals.add("completed"));

        for (int i = 0; i < 4; i++) {
            assertThat(signals.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isInstanceOf(Instant.class);
        }
        for (int i = 0; i < 6; i++) {
            assertThat(server.heard(Announce.class).ttl()).isEqualTo(3600);
        }
        session.close().block(SOON);
        assertThat(signals.poll(SOON.toSeconds(), TimeUnit.SECONDS)).isEqualTo("completed");
    }

    @Test
    void anAnnouncementThatIsNotAllowedIsTold() throws Exception {
        server.script = (socket, message) -> socket.tell(ErrorMessage.of(ErrorCode.ENDPOINT_INVALID, message.ref()));
        BlockingQueue<Throwable> failures = new LinkedBlockingQueue<>();
        ClientSession session = client.session(ConnectionKind.CONTROL).open();

        discovery.keepAnnounced(session, relay(), HOUR).subscribe(until -> {}, failures::add);

        assertThat(failures.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .isInstanceOf(ClientException.RequestRefused.class);
    }

    @Test
    void presenceIsToldAnewOnEachLink() throws Exception {
        List<Identity> people = people(2);
        present(people);
        ClientSession session = client.session(ConnectionKind.CONTROL).open();
        BlockingQueue<PresenceChange> read = new LinkedBlockingQueue<>();
        server.sockets.take();

        DiscoveryClient.presence(session).subscribe(read::add);
        List<PresenceChange> all = new ArrayList<>();
        while (all.size() < 5) {
            all.add(read.poll(SOON.toSeconds(), TimeUnit.SECONDS));
        }
        server.sockets.take().cut();
        while (all.size() < 10) {
            all.add(read.poll(SOON.toSeconds(), TimeUnit.SECONDS));
        }

        List<PresenceChange> twice = new ArrayList<>(changes(people));
        twice.addAll(changes(people));
        assertThat(all).isEqualTo(twice);
    }
}
