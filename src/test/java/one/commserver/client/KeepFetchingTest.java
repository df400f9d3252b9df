package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.client.SealedMail.batch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.LyingServer.Socket;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncAvailable;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncRequest;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Chapter 9: whoever keeps fetching misses nothing, whenever it arrives, and outlasts a server that is away.
class KeepFetchingTest {

    private final ScriptedServer server = new ScriptedServer();
    private final ClientFixture clients = new ClientFixture(server.port());
    private final SigningKey alice = key();
    private final SigningKey bob = key();
    private final SealingKeyPair keys = SealedMail.keyPair();
    private final SealedMail mail = new SealedMail(bob, alice.identity(), keys.publicKey());
    private final RecordingInbox inbox = new RecordingInbox();
    private final ClientSession session =
            clients.client(alice, "phone", builder -> builder.requestTimeout(Duration.ofMillis(500)))
                    .session(ConnectionKind.DATA)
                    .open();
    private final SyncReceiver receiver =
            new SyncReceiver(session, sender -> Mono.just(bob.publicKey()), SealingKeys.of(keys), inbox);
    private final BlockingQueue<Object> signals = new LinkedBlockingQueue<>();

    /// What a mailbox holds; cursors count it.
    private volatile List<MailObject> stored = List.of();

    @AfterEach
    void close() {
        clients.close();
        server.close();
        keys.close();
    }

    private Disposable keepFetching() {
        return receiver.keepFetching(session).subscribe(signals::add, signals::add, () -> signals.add("completed"));
    }

    private Object signal() throws InterruptedException {
        return signals.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private void serve(Socket socket, ClientMessage message) {
        List<MailObject> now = stored;
        String cursor =
                switch (message) {
                    case SyncRequest request -> request.lastSync();
                    case SyncAck ack -> ack.nextBatch();
                    default -> throw new AssertionError(message.toString());
                };
        int next = cursor == null ? 0 : Integer.parseInt(cursor);
        socket.tell(
                next < now.size()
                        ? batch(message.ref(), Integer.toString(next + 1), now.subList(next, next + 1))
                        : new SyncComplete(message.ref(), 0, Completion.COMPLETE, null));
    }

    private static SyncAvailable available() {
        return new SyncAvailable(null, 1, 1);
    }

    /// The server tells that something has come, at the worst moments there are.
    @Test
    void whatArrivesWhileAFetchEndsIsFetched() throws Exception {
        AtomicInteger arrivals = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    serve(socket, message);
                    boolean wasLast = message instanceof SyncRequest || stored.size() == arrivals.get();
                    if (wasLast && arrivals.get() < 20) {
                        int number = arrivals.getAndIncrement();
                        stored = append(mail.letter("o" + number, "x"));
                        socket.tell(available());
                        socket.tell(available());
                    }
                };
        CountDownLatch all = new CountDownLatch(20);
        inbox.answer = part -> Mono.fromRunnable(all::countDown);

        keepFetching();

        assertThat(all.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }

    private List<MailObject> append(MailObject object) {
        var all = new ArrayList<>(stored);
        all.add(object);
        return List.copyOf(all);
    }

    @Test
    void aServerThatIsBusyOrSlowIsAskedAgain() throws Exception {
        stored = List.of(mail.letter("a", "x"));
        AtomicInteger asked = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    int time = asked.getAndIncrement();
                    if (time < 8) {
                        // nothing for a while, and nothing new is told
                    } else if (time < 10) {
                        socket.tell(
                                ErrorMessage.of(ErrorCode.UNAVAILABLE, message.ref())
                                        .retryAfter(Duration.ofMillis(10)));
                    } else {
                        serve(socket, message);
                    }
                };

        keepFetching();

        assertThat(signal()).isEqualTo(1L);
        assertThat(asked.get()).isGreaterThan(10);
    }

    @Test
    void aServerThatIsAwayForLongIsWaitedFor() throws Exception {
        server.script =
                (socket, message) -> {
                    server.away = true;
                    socket.cut();
                };
        keepFetching();
        server.heard(SyncRequest.class);
        // it gives up waiting for a link six times in a row, and then begins anew
        Mono.delay(Duration.ofMillis(500).multipliedBy(8)).block(SOON);
        stored = List.of(mail.letter("a", "x"));
        server.script = this::serve;
        server.away = false;

        assertThat(signal()).isEqualTo(1L);
    }

    /// Each link has its own run: an acknowledgement on the next one means nothing there.
    @Test
    void aLinkThatIsLostWhileABatchIsTakenIsNoTrouble() throws Exception {
        stored = List.of(mail.letter("a", "x"));
        Set<Socket> running = ConcurrentHashMap.newKeySet();
        server.script =
                (socket, message) -> {
                    if (message instanceof SyncAck && !running.contains(socket)) {
                        socket.tell(ErrorMessage.of(ErrorCode.SYNC_NO_BATCH, message.ref()));
                    } else {
                        running.add(socket);
                        serve(socket, message);
                    }
                };
        AtomicInteger taken = new AtomicInteger();
        inbox.answer =
                part -> {
                    if (taken.getAndIncrement() > 0) {
                        return Mono.empty();
                    }
                    ClientLink lost = session.link().orElseThrow();
                    running.iterator().next().cut();
                    return session.links().filter(next -> !next.equals(lost)).next().then();
                };

        keepFetching();

        assertThat(signal()).isEqualTo(1L);
        assertThat(inbox.cursor).isEqualTo("1");
    }

    @Test
    void whatIsTooMuchForTheTimeOfARequestIsAskedForInSmallerBatches() throws Exception {
        List<MailObject> all = new ArrayList<>();
        for (int i = 0; i < 100; i++) {
            all.add(mail.letter("o" + i, "x"));
        }
        AtomicInteger behind = new AtomicInteger();
        AtomicInteger wanted = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    if (message instanceof SyncRequest request) {
                        behind.set(request.lastSync() == null ? 0 : Integer.parseInt(request.lastSync()));
                        wanted.set(request.objects() == null ? 256 : request.objects().intValue());
                    } else if (message instanceof SyncAck ack) {
                        behind.set(Integer.parseInt(ack.nextBatch()));
                        if (behind.get() < all.size()) {
                            socket.tell(new SyncComplete(message.ref(), wanted.get(), Completion.MORE, null));
                            return;
                        }
                    }
                    int end = Math.min(all.size(), behind.get() + wanted.get());
                    if (behind.get() == all.size()) {
                        socket.tell(new SyncComplete(message.ref(), wanted.get(), Completion.COMPLETE, null));
                    } else if (wanted.get() <= 16) {
                        socket.tell(batch(message.ref(), Integer.toString(end), all.subList(behind.get(), end)));
                    }
                };

        keepFetching();

        assertThat(signal()).isEqualTo(100L);
    }

    @Test
    void whatIsNotAllowedIsToldAtOnce() throws Exception {
        server.script = (socket, message) -> socket.tell(ErrorMessage.of(ErrorCode.LIMIT_INSTANCES, message.ref()));

        keepFetching();

        assertThat(signal()).isInstanceOf(ClientException.RequestRefused.class);
    }

    @Test
    void itEndsWithTheSessionAlsoAmidAFetch() throws Exception {
        keepFetching();
        server.heard(SyncRequest.class);

        session.close().block(SOON);

        assertThat(signal()).isEqualTo("completed");
    }

    @Test
    void itIsForTheSessionThatItWasMadeWith() {
        ClientSession other = clients.client(key(), "phone").session(ConnectionKind.DATA);

        assertThatThrownBy(() -> receiver.keepFetching(other)).isInstanceOf(IllegalArgumentException.class);
    }
}
