package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.client.SealedMail.batch;
import static one.commserver.client.SealedMail.element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.sync.RefusedPart;
import one.commserver.client.sync.RefusedPart.Reason;
import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.Senders;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.Sealed;
import one.commserver.crypto.sealing.SealingKeyPair;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.sealing.ObjectPart;
import one.commserver.protocol.sealing.SealedObject;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Chapter 9: a server hands over what was left, and can do nothing worse than not to.
class LyingMailboxTest {

    private final ScriptedServer server = new ScriptedServer();
    private final ClientFixture clients = new ClientFixture(server.port());
    private final SigningKey alice = key();
    private final SigningKey bob = key();
    private final SealingKeyPair keys = SealedMail.keyPair();
    private final SealedMail mail = new SealedMail(bob, alice.identity(), keys.publicKey());
    private final RecordingInbox inbox = new RecordingInbox();
    private final ClientLink link = connect(clients.client(alice, "phone"));
    private final SyncReceiver receiver =
            new SyncReceiver(link, LyingMailboxTest.this::sender, SealingKeys.of(keys), inbox);

    @AfterEach
    void close() {
        clients.close();
        server.close();
        keys.close();
    }

    private Mono<PublicKey> sender(Identity identity) {
        return Mono.fromSupplier(() -> identity.equals(bob.identity()) ? bob.publicKey() : null);
    }

    /// Hands over those batches, and then says that this was it.
    @SafeVarargs
    private void serve(List<MailObject>... batches) {
        AtomicInteger next = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    int number = next.getAndIncrement();
                    socket.tell(
                            number < batches.length
                                    ? batch(message.ref(), "c" + number, batches[number])
                                    : end(message, Completion.COMPLETE));
                };
    }

    private static SyncComplete end(ClientMessage message, Completion status) {
        return new SyncComplete(message.ref(), 0, status, null);
    }

    private void assertRefused(Reason... reasons) {
        assertThat(inbox.refused.stream().map(RefusedPart::reason)).containsExactly(reasons);
    }

    private void assertViolated(String what) {
        assertThatThrownBy(() -> get(receiver.fetch()))
                .isInstanceOf(ClientException.ServerViolation.class)
                .hasMessageContaining(what);
    }

    private List<SyncAck> acks() {
        return server.heard.stream().filter(SyncAck.class::isInstance).map(SyncAck.class::cast).toList();
    }

    @Test
    void whatHoldsIsTaken() {
        List<MailObject> parts = mail.parts("large", "one", "two", "three");
        serve(List.of(mail.letter("a", "hello"), parts.get(0)), parts.subList(1, 3));

        assertThat(get(receiver.fetch())).isEqualTo(4);

        assertThat(inbox.taken).containsExactly("a/1=hello", "large/1=one", "large/2=two", "large/3=three");
        assertThat(inbox.cursor).isEqualTo("c1");
        assertThat(acks()).extracting(SyncAck::received).containsExactly(2, 2);
        assertThat(acks()).extracting(SyncAck::nextBatch).containsExactly("c0", "c1");
    }

    @Test
    void whatIsForgedIsRefusedAndWhatStandsBesideItIsTaken() {
        SigningKey mallory = key();
        SealedMail hers = new SealedMail(mallory, alice.identity(), keys.publicKey());
        SealedMail forCarol = new SealedMail(bob, key().identity(), keys.publicKey());
        SealedMail elsewhere = new SealedMail(bob, alice.identity(), SealedMail.keyPair().publicKey());
        MailObject good = mail.letter("good", "hello");
        ObjectPart single = ObjectPart.single("id", Instant.now());
        SealedObject sealed = mail.seal(single, "x");
        SealedObject pasted = hers.seal(single, "y");
        serve(
                List.of(
                        hers.letter("stranger", "x"),
                        element("bytes", bob.identity(), Bytes.of(new byte[100]), null, null),
                        element("empty", bob.identity(), Bytes.of(new byte[0]), null, null),
                        element("other-id", bob.identity(), good.data(), null, null),
                        element("good", bob.identity(), good.data(), 1, 2),
                        element("id", bob.identity(), pasted.encoded(), null, null),
                        forCarol.letter("for-somebody-else", "x"),
                        mail.element(with(sealed, pasted.signature())),
                        elsewhere.letter("lost-key", "x"),
                        mail.element(signed(sealed, pasted.sealed())),
                        good));

        assertThat(get(receiver.fetch())).isEqualTo(11);

        assertRefused(
                Reason.UNKNOWN_SENDER,
                Reason.MALFORMED,
                Reason.MALFORMED,
                Reason.MISDIRECTED,
                Reason.MISDIRECTED,
                Reason.MISDIRECTED,
                Reason.MISDIRECTED,
                Reason.UNSIGNED,
                Reason.UNKNOWN_KEY,
                Reason.SEALED_WRONGLY);
        assertThat(inbox.taken).containsExactly("good/1=hello");
        assertThat(inbox.refused.getFirst())
                .isEqualTo(new RefusedPart(mallory.identity(), "stranger", Reason.UNKNOWN_SENDER));
    }

    private static SealedObject with(SealedObject sealed, Bytes signature) {
        return new SealedObject(
                sealed.to(), sealed.sender(), sealed.receiver(), sealed.part(), sealed.sealed(), signature);
    }

    /// Bob's word for what somebody else has sealed.
    private SealedObject signed(SealedObject sealed, Sealed other) {
        SealedObject unsigned =
                new SealedObject(
                        sealed.to(), sealed.sender(), sealed.receiver(), sealed.part(), other, sealed.signature());
        return with(unsigned, Bytes.of(bob.sign(unsigned.signedBytes())));
    }

    @Test
    void aKeyOfAnotherDeviceIsLookedForBeforeWhatIsSealedToItIsRefused() {
        AtomicInteger looked = new AtomicInteger();
        try (SealingKeyPair late = SealedMail.keyPair()) {
            var known = new ArrayList<>(List.of(keys));
            SealingKeys growing =
                    new SealingKeys() {
                        @Override
                        public Optional<SealingKeyPair> find(SealingPublicKey key) {
                            return known.stream().filter(pair -> pair.publicKey().equals(key)).findFirst();
                        }

                        @Override
                        public Mono<Void> refresh() {
                            return Mono.fromRunnable(() -> {
                                looked.incrementAndGet();
                                known.add(late);
                            });
                        }
                    };
            SealedMail toLate = new SealedMail(bob, alice.identity(), late.publicKey());
            SealedMail lost = new SealedMail(bob, alice.identity(), SealedMail.keyPair().publicKey());
            serve(List.of(toLate.letter("a", "x"), lost.letter("b", "x"), lost.letter("c", "x")));

            get(new SyncReceiver(link, LyingMailboxTest.this::sender, growing, inbox).fetch());
        }

        assertThat(inbox.taken).containsExactly("a/1=x");
        assertRefused(Reason.UNKNOWN_KEY, Reason.UNKNOWN_KEY);
        assertThat(looked).hasValue(1);
    }

    /// Trouble at each acknowledgement costs a batch, and nothing that grows.
    @Test
    void aServerThatIsInTroubleAtEachStepIsOutlasted() {
        AtomicInteger cursor = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    if (message instanceof SyncAck) {
                        socket.tell(ErrorMessage.of(ErrorCode.UNAVAILABLE, message.ref()).retryAfter(Duration.ZERO));
                    } else if (cursor.get() < 3000) {
                        int number = cursor.incrementAndGet();
                        socket.tell(
                                batch(
                                        message.ref(),
                                        "c" + number,
                                        List.of(element("x", bob.identity(), Bytes.of(new byte[0]), null, null))));
                    } else {
                        socket.tell(end(message, Completion.COMPLETE));
                    }
                };

        assertThat(get(receiver.fetch())).isEqualTo(3000);
    }

    @Test
    void partsThatAreMixedOrLeftOutOrInAnotherOrderAreRefused() {
        List<MailObject> a = mail.parts("a", "1", "2", "3");
        List<MailObject> other = mail.parts("a", "x", "y", "z");
        List<MailObject> b = mail.parts("b", "1", "2");
        serve(
                List.of(a.get(0), other.get(1), a.get(2), a.get(1), a.get(0), a.get(1), a.get(2)),
                List.of(a.get(2), b.get(1), b.get(0), a.get(1)));

        get(receiver.fetch());

        assertRefused(Reason.MIXED, Reason.INCOMPLETE, Reason.INCOMPLETE, Reason.INCOMPLETE);
        assertThat(inbox.taken).containsExactly("a/1=1", "a/2=2", "a/1=1", "a/2=2", "a/3=3", "a/3=3", "b/1=1");
    }

    @Test
    void aWrongChecksumIsAskedAboutAgainAndThenNoMore() {
        List<MailObject> objects = List.of(mail.letter("a", "hello"));
        AtomicInteger asked = new AtomicInteger();
        AtomicInteger wrong = new AtomicInteger(2);
        server.script =
                (socket, message) -> {
                    asked.incrementAndGet();
                    SyncData right = batch(message.ref(), "c", objects);
                    MailObject one = objects.getFirst();
                    Bytes none = Bytes.of(new byte[32]);
                    var changed = new MailObject(one.id(), one.from(), one.stored(), one.data(), none, null, null);
                    switch (wrong.getAndDecrement()) {
                        case 2 -> socket.tell(new SyncData(message.ref(), objects, none, "c", null));
                        case 1 -> socket.tell(batch(message.ref(), "c", List.of(changed)));
                        case 0 -> socket.tell(right);
                        default -> socket.tell(end(message, Completion.COMPLETE));
                    }
                };
        assertThat(get(receiver.fetch())).isEqualTo(1);
        assertThat(asked).hasValue(4);
        assertThat(acks()).hasSize(1);

        inbox.cursor = null;
        server.script =
                (socket, message) ->
                        socket.tell(new SyncData(message.ref(), objects, Bytes.of(new byte[32]), "c", null));

        server.heard.clear();
        assertViolated("checksum");
        assertThat(server.heard).hasSize(3).allMatch(SyncRequest.class::isInstance);
        assertThat(inbox.cursor).isNull();
    }

    @Test
    void aCursorThatLeadsNowhereEndsIt() {
        server.script = (socket, message) -> socket.tell(batch(message.ref(), "same", List.of(mail.letter("a", "x"))));

        assertViolated("cursor");
        assertThat(inbox.taken).hasSize(1);
    }

    @Test
    void anEndBeforeAllIsNoEnd() {
        server.script = (socket, message) -> socket.tell(end(message, Completion.MORE));

        assertViolated("an end before");
    }

    @Test
    void anAnswerToSomethingElseEndsTheLink() {
        server.script =
                (socket, message) ->
                        socket.tell(
                                new one.commserver.protocol.SyncMessage.SyncStates(
                                        message.ref(),
                                        bob.identity(),
                                        List.of(
                                                new one.commserver.protocol.SyncMessage.ObjectState(
                                                        "a",
                                                        one.commserver.protocol.SyncMessage.ObjectStatus.STORED,
                                                        null))));

        assertThatThrownBy(() -> get(receiver.fetch()))
                .isInstanceOf(ClientException.LinkClosed.class)
                .hasCauseInstanceOf(ClientException.ServerViolation.class);
    }

    @Test
    void aMailboxThatBeganAnewMayBeginAmidAnObject() {
        List<MailObject> a = mail.parts("a", "1", "2");
        inbox.cursor = "of-another-life";
        AtomicInteger asked = new AtomicInteger();
        server.script =
                (socket, message) ->
                        socket.tell(
                                switch (asked.getAndIncrement()) {
                                    case 0 -> batch(message.ref(), "c0", List.of(mail.letter("z", "z")));
                                    case 1 -> batch(message.ref(), "c1", List.of(a.get(1)), true);
                                    default -> end(message, Completion.COMPLETE);
                                });

        get(receiver.fetch());

        assertThat(inbox.taken).containsExactly("z/1=z", "a/2=2");
    }

    @Test
    void whatIsNotSafeIsNotAcknowledged() {
        serve(List.of(mail.letter("a", "x"), mail.letter("b", "y")));
        inbox.answer =
                part -> part.part().id().equals("b") ? Mono.error(new IllegalStateException("no room")) : Mono.empty();

        assertThatThrownBy(() -> get(receiver.fetch())).hasMessage("no room");

        assertThat(acks()).isEmpty();
        assertThat(inbox.cursor).isNull();
    }

    @Test
    void whoeverCancelsHasTheInboxLetGoAndAsksForNothingMore() throws Exception {
        serve(List.of(mail.letter("a", "x")), List.of(mail.letter("b", "y")));
        CountDownLatch taking = new CountDownLatch(1);
        CountDownLatch left = new CountDownLatch(1);
        inbox.answer = part -> Mono.<Void>never().doOnSubscribe(s -> taking.countDown()).doOnCancel(left::countDown);

        Disposable fetching = receiver.fetch().subscribe();
        assertThat(taking.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        fetching.dispose();

        assertThat(left.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        serve(List.of(mail.letter("a", "x")));
        inbox.answer = part -> Mono.empty();
        assertThat(get(receiver.fetch())).isEqualTo(1);
        assertThat(acks()).hasSize(1);
    }

    @Test
    void batchesWithoutEndComeOneByOneAndEndWithWhoeverWantsThem() throws Exception {
        AtomicInteger number = new AtomicInteger();
        MailObject same = mail.letter("same", "x");
        CountDownLatch many = new CountDownLatch(200);
        server.script =
                (socket, message) -> {
                    socket.tell(batch(message.ref(), "c" + number.getAndIncrement(), List.of(same)));
                    many.countDown();
                };

        Disposable fetching = receiver.fetch().subscribe();
        assertThat(many.await(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        fetching.dispose();

        server.script = (socket, message) -> socket.tell(end(message, Completion.COMPLETE));
        server.heard.clear();
        get(receiver.fetch());
        assertThat(server.heard.stream().filter(SyncRequest.class::isInstance)).hasSize(1);
        assertThat(inbox.taken.size()).isBetween(199, 202);
    }

    @Test
    void whoBecameASenderAMomentAgoIsAskedForOnceABatch() {
        SigningKey carol = key();
        SealedMail hers = new SealedMail(carol, alice.identity(), keys.publicKey());
        AtomicInteger refreshed = new AtomicInteger();
        Senders senders =
                new Senders() {
                    @Override
                    public Mono<PublicKey> find(Identity sender) {
                        boolean known = sender.equals(carol.identity()) && refreshed.get() == 2;
                        return Mono.fromSupplier(() -> known ? carol.publicKey() : null);
                    }

                    @Override
                    public Mono<Void> refresh() {
                        return Mono.fromRunnable(refreshed::incrementAndGet);
                    }
                };
        serve(
                List.of(hers.letter("a", "x"), hers.letter("b", "x")),
                List.of(mail.letter("c", "x"), hers.letter("d", "x")));

        get(new SyncReceiver(link, senders, SealingKeys.of(keys), inbox).fetch());

        assertRefused(Reason.UNKNOWN_SENDER, Reason.UNKNOWN_SENDER, Reason.UNKNOWN_SENDER);
        assertThat(inbox.taken).containsExactly("d/1=x");
        assertThat(refreshed).hasValue(2);
    }

    @Test
    void nothingIsLostAtWhateverMessageTheLinkIs() {
        List<List<MailObject>> batches = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            batches.add(List.of(mail.letter("o" + i, "x"), mail.letter("p" + i, "y")));
        }
        for (int cut = 0; cut < 5; cut++) {
            for (boolean answered : new boolean[] {false, true}) {
                assertComesWhole(batches, cut, answered);
            }
        }
    }

    /// @param cut at which message the link is lost
    /// @param answered whether its answer is sent before
    private void assertComesWhole(List<List<MailObject>> batches, int cut, boolean answered) {
        var own = new RecordingInbox();
        AtomicInteger messages = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    boolean lost = messages.getAndIncrement() == cut;
                    if (!lost || answered) {
                        answer(batches, socket, message);
                    }
                    if (lost) {
                        socket.cut();
                    }
                };
        ClientSession session =
                clients.client(alice, "tablet").session(one.commserver.protocol.ConnectionKind.DATA).open();
        get(new SyncReceiver(session, this::sender, SealingKeys.of(keys), own).fetch());
        session.close().block(SOON);

        assertThat(own.taken.stream().distinct())
                .as("cut at %d, answered %s", cut, answered)
                .containsExactly("o0/1=x", "p0/1=y", "o1/1=x", "p1/1=y", "o2/1=x", "p2/1=y");
        assertThat(own.taken.size()).isBetween(6, 8);
    }

    private static void answer(List<List<MailObject>> batches, LyingServer.Socket socket, ClientMessage message) {
        String cursor =
                switch (message) {
                    case SyncRequest request -> request.lastSync();
                    case SyncAck ack -> ack.nextBatch();
                    default -> throw new AssertionError(message.toString());
                };
        int next = cursor == null ? 0 : Integer.parseInt(cursor) + 1;
        socket.tell(
                next < batches.size()
                        ? batch(message.ref(), Integer.toString(next), batches.get(next))
                        : end(message, Completion.COMPLETE));
    }
}
