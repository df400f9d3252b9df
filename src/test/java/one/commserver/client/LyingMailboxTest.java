package one.commserver.client;

import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.client.SealedMail.batch;
import static one.commserver.client.SealedMail.element;

import static org.assertj.core.api.Assertions.assertThat;

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
import one.commserver.protocol.SyncMessage.Completion;
import one.commserver.protocol.SyncMessage.MailObject;
import one.commserver.protocol.SyncMessage.SyncAck;
import one.commserver.protocol.sealing.ObjectPart;
import one.commserver.protocol.sealing.SealedObject;

import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;

import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicInteger;

/// Chapter 9: a server hands over what was left, and can do nothing worse than not to.
class LyingMailboxTest extends MailboxFixture {
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

            get(new SyncReceiver(link, this::sender, growing, inbox).fetch());
        }

        assertThat(inbox.taken).containsExactly("a/1=x");
        assertRefused(Reason.UNKNOWN_KEY, Reason.UNKNOWN_KEY);
        assertThat(looked).hasValue(1);
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
}
