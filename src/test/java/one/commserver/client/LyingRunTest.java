package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.SealedMail.batch;
import static one.commserver.client.SealedMail.element;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.sync.SealingKeys;
import one.commserver.client.sync.SyncReceiver;
import one.commserver.crypto.Bytes;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.ObjectState;
import one.commserver.protocol.SyncMessage.ObjectStatus;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.SyncMessage.SyncComplete;
import one.commserver.protocol.SyncMessage.SyncData;
import one.commserver.protocol.SyncMessage.SyncRequest;
import one.commserver.protocol.SyncMessage.SyncStates;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Chapter 9: whatever a server does with batches, cursors and ends, a fetch goes on behind what is safe, or it fails.
class LyingRunTest extends MailboxFixture {
    private void assertViolated(String what) {
        assertThatThrownBy(() -> get(receiver.fetch()))
                .isInstanceOf(ClientException.ServerViolation.class)
                .hasMessageContaining(what);
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

        // so many are much for a machine that does other things, too
        assertThat(receiver.fetch().block(SOON.multipliedBy(4))).isEqualTo(3000);
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

    /// Nothing is given, and each time it is said that this was what had been asked for.
    @Test
    void anEndOfNothingAsIfItWereAllIsNoEnd() {
        AtomicInteger asked = new AtomicInteger();
        server.script =
                (socket, message) -> {
                    // so slow that fewer are asked for
                    if (message instanceof SyncRequest request && request.objects() != null) {
                        asked.incrementAndGet();
                        socket.tell(
                                new SyncComplete(message.ref(), request.objects().intValue(), Completion.MORE, null));
                    }
                };
        ClientSession impatient =
                clients.client(alice, "tablet", builder -> builder.requestTimeout(Duration.ofSeconds(3)))
                        .session(ConnectionKind.DATA)
                        .open();
        get(impatient.links().next());
        var fewer = new SyncReceiver(impatient, this::sender, SealingKeys.of(keys), inbox);

        assertThatThrownBy(() -> get(fewer.fetch()))
                .isInstanceOf(ClientException.ServerViolation.class)
                .hasMessageContaining("an end before");

        assertThat(asked).hasValue(1);
    }

    @Test
    void anAnswerToSomethingElseEndsTheLink() {
        server.script =
                (socket, message) ->
                        socket.tell(
                                new SyncStates(
                                        message.ref(),
                                        bob.identity(),
                                        List.of(new ObjectState("a", ObjectStatus.STORED, null))));

        assertThatThrownBy(() -> get(receiver.fetch()))
                .isInstanceOf(ClientException.LinkClosed.class)
                .hasCauseInstanceOf(ClientException.ServerViolation.class);
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
        // of those that were sent at most the last ones weren't taken any more
        assertThat(inbox.taken.size()).isBetween(number.get() - 2, number.get());
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
        ClientSession session = clients.client(alice, "tablet").session(ConnectionKind.DATA).open();
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
