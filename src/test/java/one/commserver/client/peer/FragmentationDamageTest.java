package one.commserver.client.peer;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;

import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.RecordHead;
import one.commserver.client.encryption.RecordHead.Kind;
import one.commserver.client.encryption.Records;
import one.commserver.protocol.CloseReason;
import one.commserver.wire.CloseStatus;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.ConnectionEvent.Binary;

import org.jspecify.annotations.Nullable;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;

/// Messages and parts of messages in whatever order a peer may seal them.
class FragmentationDamageTest {

    private static final int MAX = 100;
    private static final int LONGEST = 50_000;

    @Property
    void whateverComesIsJoinedUpToTheBoundOrRefused(@ForAll("streams") List<ConnectionEvent> stream) {
        var fragmentation = new FragmentationPlugin(MAX);
        var joining = new Joining();
        for (ConnectionEvent event : stream) {
            List<ConnectionEvent> passed = new ArrayList<>();
            try {
                fragmentation.incoming(event, passed::add);
            } catch (EncryptionException refused) {
                assertThat(passed).isEmpty();
                assertThat(refused.reason()).isEqualTo(joining.refusal(event));
                return;
            }
            assertThat(joining.refusal(event)).as("of what was taken").isNull();
            assertThat(passed).isEqualTo(joining.passed(event));
        }
    }

    /// Whichever part of a long message is damaged: it comes as it was or not at all.
    @Property(tries = 200)
    void aPartThatIsDamagedSpoilsTheMessage(
            @ForAll @IntRange(max = LONGEST) int length, @ForAll Spoiled spoiled, @ForAll Random random) {
        byte[] content = new byte[length];
        random.nextBytes(content);
        ConnectionEvent message = message(new RecordHead(Kind.TEXT, false, false), content);
        var generous = new FragmentationPlugin(LONGEST);
        List<ConnectionEvent> parts = new ArrayList<>();
        generous.outgoing(message, parts::add);
        int which = random.nextInt(parts.size());
        boolean same = spoil(parts, which, spoiled);

        List<ConnectionEvent> passed = new ArrayList<>();
        try {
            parts.forEach(part -> generous.incoming(part, passed::add));
            generous.incoming(new ConnectionEvent.Closing(CloseStatus.of(CloseReason.NORMAL)), ignored -> {});
        } catch (EncryptionException refused) {
            assertThat(same).isFalse();
            assertThat(refused.reason()).isIn(Reason.MALFORMED, Reason.TOO_LARGE);
        }
        if (same) {
            assertThat(passed).containsExactly(message);
        }
    }

    enum Spoiled {
        NOT,
        LEFT_OUT,
        ANOTHER_KIND,
        WITHOUT_MORE
    }

    /// @return whether nothing has changed
    private static boolean spoil(List<ConnectionEvent> parts, int which, Spoiled spoiled) {
        ByteBuffer part = ((Binary) parts.get(which)).data();
        assertThat(part.remaining()).isLessThanOrEqualTo(Records.MAX_PLAINTEXT);
        RecordHead head = PeerMessage.head(part);
        ByteBuffer content = PeerMessage.content(part);
        switch (spoiled) {
            case NOT -> {}
            case LEFT_OUT -> parts.remove(which);
            case ANOTHER_KIND ->
                    parts.set(
                            which,
                            new Binary(PeerMessage.of(new RecordHead(Kind.BINARY, false, head.more()), content)));
            case WITHOUT_MORE -> parts.set(which, new Binary(PeerMessage.of(head.withMore(false), content)));
        }
        return spoiled == Spoiled.NOT || (spoiled == Spoiled.WITHOUT_MORE && !head.more());
    }

    /// What the rules say: parts of one head, none empty, no longer than the bound together.
    private static final class Joining {

        private final ByteArrayOutputStream content = new ByteArrayOutputStream();
        private @Nullable RecordHead head;

        @Nullable Reason refusal(ConnectionEvent event) {
            if (!(event instanceof Binary(ByteBuffer data))) {
                return head == null ? null : Reason.MALFORMED;
            }
            RecordHead come = PeerMessage.head(data);
            int length = PeerMessage.content(data).remaining();
            boolean part = head != null || come.more();
            if ((head != null && !head.equals(come.withMore(true))) || (part && length == 0)) {
                return Reason.MALFORMED;
            }
            return content.size() + length > MAX ? Reason.TOO_LARGE : null;
        }

        List<ConnectionEvent> passed(ConnectionEvent event) {
            if (!(event instanceof Binary(ByteBuffer data))) {
                return List.of(event);
            }
            RecordHead come = PeerMessage.head(data);
            ByteBuffer part = PeerMessage.content(data);
            while (part.hasRemaining()) {
                content.write(part.get());
            }
            if (come.more()) {
                head = come;
                return List.of();
            }
            ConnectionEvent whole = message(come, content.toByteArray());
            head = null;
            content.reset();
            return List.of(whole);
        }
    }

    @Provide
    Arbitrary<List<ConnectionEvent>> streams() {
        // no sequence of heads that are all arbitrary would come to an end of a message
        Arbitrary<RecordHead> heads =
                Arbitraries.frequencyOf(
                        Tuple.of(12, Arbitraries.just(new RecordHead(Kind.TEXT, false, true))),
                        Tuple.of(4, Arbitraries.just(new RecordHead(Kind.TEXT, false, false))),
                        Tuple.of(1, anyHead()));
        Arbitrary<byte[]> contents =
                Arbitraries.frequencyOf(
                        Tuple.of(30, Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(MAX / 4)),
                        Tuple.of(1, Arbitraries.bytes().array(byte[].class).ofMaxSize(MAX + 1)));
        Arbitrary<ConnectionEvent> messages = Combinators.combine(heads, contents).as(FragmentationDamageTest::message);
        ConnectionEvent closing = new ConnectionEvent.Closing(CloseStatus.of(CloseReason.NORMAL));
        return Arbitraries.frequencyOf(Tuple.of(40, messages), Tuple.of(1, Arbitraries.just(closing)))
                .list()
                .ofMaxSize(30);
    }

    /// Those that are legal: others are refused before.
    private static Arbitrary<RecordHead> anyHead() {
        Arbitrary<Boolean> flags = Arbitraries.of(true, false);
        return Combinators.combine(Arbitraries.of(Kind.TEXT, Kind.BINARY), flags, flags).as(RecordHead::new);
    }

    private static ConnectionEvent message(RecordHead head, byte[] content) {
        return new Binary(PeerMessage.of(head, ByteBuffer.wrap(content)));
    }
}
