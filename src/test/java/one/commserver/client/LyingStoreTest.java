package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.request.Requester;
import one.commserver.client.sync.Content;
import one.commserver.client.sync.Letter;
import one.commserver.client.sync.Recipient;
import one.commserver.client.sync.SyncSender;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.MessageCodec;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage.NewObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.StoredObject;
import one.commserver.protocol.SyncMessage.SyncPut;
import one.commserver.protocol.SyncMessage.SyncStates;
import one.commserver.protocol.SyncMessage.SyncStatus;
import one.commserver.protocol.SyncMessage.SyncStored;
import one.commserver.protocol.sealing.ObjectPart;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Function;
import java.util.stream.IntStream;

/// Chapter 9: what a sender does when the server is slow, busy, confused, or lies about what it keeps.
class LyingStoreTest {

    private static final int LARGEST = LyingServer.LIMITS.syncObject() - 600;

    private final ScriptedServer server = new ScriptedServer();
    private final ClientFixture clients = new ClientFixture(server.port());
    private final SigningKey alice = key();
    private final SealingKeyPair keys = SealedMail.keyPair();
    private final Recipient bob = new Recipient(key().identity(), keys.publicKey());
    private final ClientLink link = connect(clients.client(alice, "phone"));
    private final SyncSender sender = new SyncSender(link, alice, Clock.systemUTC());

    @AfterEach
    void close() {
        clients.close();
        server.close();
        keys.close();
    }

    private static SyncStored stored(SyncPut put) {
        return new SyncStored(
                put.ref(),
                put.to(),
                put.objects().stream()
                        .map(object -> new StoredObject(object.id(), object.part(), SealedMail.STORED))
                        .toList());
    }

    private static void refuse(Socket socket, String ref, ErrorCode code) {
        socket.tell(ErrorMessage.of(code, ref));
    }

    private static SyncStates states(SyncStatus asked, ObjectStatus status, Integer part) {
        return new SyncStates(
                asked.ref(), asked.to(), asked.ids().stream().map(id -> new ObjectState(id, status, part)).toList());
    }

    @Test
    void partsLeaveInOrderAndFourAtATime() throws Exception {
        BlockingQueue<SyncPut> waiting = new LinkedBlockingQueue<>();
        List<Integer> order = new ArrayList<>();
        server.script = (socket, message) -> waiting.add((SyncPut) message);
        Socket socket = server.sockets.take();
        CountDownLatch done = new CountDownLatch(1);

        sender.leave(bob, "large", Content.of(new byte[12 * LARGEST])).subscribe(x -> {}, e -> {}, done::countDown);

        for (int i = 0; i < 12; i++) {
            SyncPut put = waiting.poll(SOON.toSeconds(), TimeUnit.SECONDS);
            order.add(put.objects().getFirst().part());
            int ahead = order.size() + waiting.size();
            assertThat(ahead).isLessThanOrEqualTo(i + 4);
            socket.tell(stored(put));
        }
        assertThat(done.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(order).isEqualTo(IntStream.rangeClosed(1, 12).boxed().toList());
    }

    @Test
    void lettersLeaveInAsFewMessagesAsTheyFitIn() {
        server.script = (socket, message) -> socket.tell(stored((SyncPut) message));
        List<Letter> letters = new ArrayList<>();
        for (int i = 0; i < 600; i++) {
            letters.add(new Letter("o" + i, new byte[i % 10 == 0 ? 5_000 : 0]));
        }

        sender.leaveAll(bob, letters).block(SOON);

        List<SyncPut> puts = server.heard.stream().filter(SyncPut.class::isInstance).map(SyncPut.class::cast).toList();
        assertThat(puts.stream().flatMap(put -> put.objects().stream()).map(NewObject::id))
                .containsExactlyElementsOf(letters.stream().map(Letter::id).toList());
        var codec = MessageCodec.shared();
        int limit = LyingServer.LIMITS.textMessage();
        for (int i = 0; i + 1 < puts.size(); i++) {
            List<NewObject> objects = new ArrayList<>(puts.get(i).objects());
            assertThat(codec.encode(puts.get(i)).length()).isLessThanOrEqualTo(limit);
            objects.add(puts.get(i + 1).objects().getFirst());
            boolean isFull = objects.size() > 256;
            // but for the fields' longest values
            assertThat(isFull || codec.encode(new SyncPut("q1", bob.identity(), objects)).length() > limit - 250)
                    .isTrue();
        }
    }

    @Test
    void liesAboutWhatIsStoredEndIt() {
        assertLie((put, stored) -> new SyncStored(put.ref(), alice.identity(), stored.objects()));
        assertLie((put, stored) ->
                new SyncStored(put.ref(), put.to(), list(stored, new StoredObject("b", 1, SealedMail.STORED))));
        assertLie((put, stored) ->
                new SyncStored(put.ref(), put.to(), list(stored, new StoredObject("a", 2, SealedMail.STORED))));
        assertLie((put, stored) ->
                new SyncStored(put.ref(), put.to(), list(stored, new StoredObject("a", null, SealedMail.STORED))));
        assertLie((put, stored) ->
                new SyncStored(put.ref(), put.to(), List.of(stored.objects().getFirst(), stored.objects().getFirst())));
    }

    private interface Lie {
        SyncStored about(SyncPut put, SyncStored honest);
    }

    private static List<StoredObject> list(SyncStored honest, StoredObject instead) {
        return honest.objects().getFirst().part() == 1 ? List.of(instead) : honest.objects();
    }

    private void assertLie(Lie lie) {
        server.script = (socket, message) -> socket.tell(lie.about((SyncPut) message, stored((SyncPut) message)));
        assertThatThrownBy(() -> sender.leave(bob, "a", Content.of(new byte[2 * LARGEST])).block(SOON))
                .isInstanceOf(ClientException.ServerViolation.class);
    }

    @Test
    void liesAboutStatesEndIt() {
        ObjectPart first = ObjectPart.first("a", 2, Clock.systemUTC().instant());
        server.script = (socket, message) -> socket.tell(states((SyncStatus) message, ObjectStatus.PARTIAL, 2));
        assertThatThrownBy(() -> sender.goOn(bob, first, Content.of(new byte[2])).block(SOON))
                .isInstanceOf(ClientException.ServerViolation.class);
        server.script =
                (socket, message) ->
                        socket.tell(
                                states(
                                        new SyncStatus(message.ref(), bob.identity(), List.of("b")),
                                        ObjectStatus.STORED,
                                        null));
        assertThatThrownBy(() -> get(sender.states(bob.identity(), List.of("a"))))
                .isInstanceOf(ClientException.ServerViolation.class);
        server.script =
                (socket, message) ->
                        socket.tell(
                                states(
                                        new SyncStatus(message.ref(), alice.identity(), List.of("a")),
                                        ObjectStatus.STORED,
                                        null));
        assertThatThrownBy(() -> get(sender.states(bob.identity(), List.of("a"))))
                .isInstanceOf(ClientException.ServerViolation.class);
    }

    /// A server that takes the first part, forgets it, and says so.
    @Test
    void aServerThatForgetsAllTheTimeIsGivenUp() {
        AtomicInteger puts = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    if (message instanceof SyncPut put && put.objects().getFirst().part() == 1) {
                        puts.incrementAndGet();
                        socket.tell(stored(put));
                    } else if (message instanceof SyncPut put) {
                        refuse(socket, put.ref(), ErrorCode.SYNC_PART);
                    } else {
                        socket.tell(states((SyncStatus) message, ObjectStatus.UNKNOWN, null));
                    }
                };

        assertThatThrownBy(() -> sender.leave(bob, "a", Content.of(new byte[2 * LARGEST])).block(SOON))
                .isInstanceOf(ClientException.RequestRefused.class);
        assertThat(puts.get()).isBetween(2, 10);
    }

    @Test
    void aBusyServerIsAskedAgainAndAnIdThatIsTakenIsNot() {
        AtomicInteger asked = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    if (message instanceof SyncPut put && asked.getAndIncrement() > 1) {
                        socket.tell(stored(put));
                    } else if (message instanceof SyncPut put) {
                        socket.tell(
                                ErrorMessage.of(ErrorCode.UNAVAILABLE, put.ref()).retryAfter(Duration.ofMillis(10)));
                    } else {
                        socket.tell(states((SyncStatus) message, ObjectStatus.UNKNOWN, null));
                    }
                };
        sender.leave(bob, "a", Content.of(new byte[1])).block(SOON);
        sender.leaveAll(bob, List.of(new Letter("b", new byte[1]))).block(SOON);
        assertThat(asked).hasValue(4);

        AtomicInteger puts = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    puts.incrementAndGet();
                    refuse(socket, message.ref(), ErrorCode.SYNC_CONFLICT);
                };
        assertThatThrownBy(() -> sender.leave(bob, "a", Content.of(new byte[1])).block(SOON))
                .isInstanceOf(ClientException.RequestRefused.class);
        assertThat(puts).hasValue(1);
    }

    /// What is cut off amid reading doesn't close the file: the sender goes on with it.
    @Test
    void aFileIsReadOnBehindACancellation(@TempDir Path directory) throws Exception {
        Path file = Files.write(directory.resolve("file"), new byte[10 * LARGEST]);
        Content content = Content.of(file);
        CountDownLatch reading = new CountDownLatch(1);
        Content slow =
                new Content() {
                    @Override
                    public long size() throws IOException {
                        return content.size();
                    }

                    @Override
                    public byte[] read(long position, int length) throws IOException {
                        if (position > 0 && reading.getCount() > 0) {
                            reading.countDown();
                            while (!Thread.currentThread().isInterrupted()) {
                                Thread.onSpinWait();
                            }
                        }
                        return content.read(position, length);
                    }
                };
        server.script = (socket, message) -> socket.tell(stored((SyncPut) message));
        ObjectPart first = get(sender.plan("a", content.size()));

        Disposable leaving = sender.leave(bob, first, slow).subscribe();
        assertThat(reading.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        server.heard(SyncPut.class);
        leaving.dispose();
        server.script =
                (socket, message) ->
                        socket.tell(
                                message instanceof SyncPut put
                                        ? stored(put)
                                        : states((SyncStatus) message, ObjectStatus.PARTIAL, 1));
        server.heard.clear();
        sender.goOn(bob, first, slow).block(SOON);

        assertThat(
                        server.heard.stream()
                                .filter(SyncPut.class::isInstance)
                                .map(put -> ((SyncPut) put).objects().getFirst().part()))
                .containsExactlyElementsOf(IntStream.rangeClosed(2, first.parts()).boxed().toList());
    }

    @Test
    void whoeverCancelsSendsNothingMore() throws Exception {
        CountDownLatch first = new CountDownLatch(1);
        server.script = (socket, message) -> first.countDown();
        Disposable leaving = sender.leave(bob, "a", Content.of(new byte[20 * LARGEST])).subscribe();
        assertThat(first.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        leaving.dispose();

        server.script =
                (socket, message) -> {
                    if (message instanceof SyncStatus status) {
                        socket.tell(states(status, ObjectStatus.UNKNOWN, null));
                    }
                };
        // more than may wait for an answer
        for (int i = 0; i < 70; i++) {
            get(sender.states(bob.identity(), List.of("a")));
        }
        assertThat(server.heard.stream().filter(SyncPut.class::isInstance).count()).isBetween(1L, 5L);
    }

    @Test
    void aRequestThatCannotBeMadeFailsAtOnceAndTakesNoRoom() {
        server.script = (socket, message) -> socket.tell(states((SyncStatus) message, ObjectStatus.UNKNOWN, null));
        for (int i = 0; i < 70; i++) {
            assertThatThrownBy(() -> get(sender.states(bob.identity(), List.of())))
                    .isInstanceOf(IllegalArgumentException.class);
        }
        assertThat(get(sender.states(bob.identity(), List.of("a")))).hasSize(1);
    }

    @Test
    void limitsBeyondAllReasonDontMakePartsLarger() {
        assertThat(get(planned(Integer.MAX_VALUE, 1 << 20).plan("a", 1 << 20)).parts()).isEqualTo(3);
        assertThat(get(planned(Integer.MAX_VALUE, 65_536).plan("a", 1 << 20)).parts()).isGreaterThan(20);
        assertThatThrownBy(() -> get(planned(300, 65_536).plan("a", 1)))
                .isInstanceOf(ClientException.LimitReached.class);
        assertThatThrownBy(() -> get(sender.plan("a", Long.MAX_VALUE / 2)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    /// A sender at a server with such limits.
    private SyncSender planned(int syncObject, int textMessage) {
        Limits base = LyingServer.LIMITS;
        var limits =
                new Limits(
                        textMessage,
                        base.binaryFrame(),
                        base.channels(),
                        base.dataLanes(),
                        base.channelWindow(),
                        base.connectionWindow(),
                        syncObject,
                        base.messagesPerSecond(),
                        base.bytesPerSecond());
        return new SyncSender(new Limited(alice.identity(), limits), alice, Clock.systemUTC());
    }

    /// Says what is allowed, and nothing else.
    private record Limited(Identity identity, Limits limits) implements Requester {

        @Override
        public String authority() {
            return "relay.example";
        }

        @Override
        public <M extends ServerMessage> Mono<M> request(
                Function<String, ? extends ClientMessage> message, Class<M> answer) {
            throw new AssertionError("nothing is asked for");
        }

        @Override
        public Mono<Limits> allowed() {
            return Mono.just(limits);
        }

        @Override
        public Flux<ServerMessage> notices() {
            return Flux.never();
        }
    }
}
