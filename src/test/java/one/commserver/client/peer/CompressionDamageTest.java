package one.commserver.client.peer;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.management.ThreadMXBean;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import one.commserver.client.encryption.EncryptionException;
import one.commserver.client.encryption.EncryptionException.Reason;
import one.commserver.client.encryption.RecordHead;
import one.commserver.client.encryption.RecordHead.Kind;
import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;
import one.commserver.wire.ConnectionEvent;
import one.commserver.wire.ConnectionEvent.Binary;

import org.junit.jupiter.api.Test;

import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.List;

/// What a peer may say is deflated.
class CompressionDamageTest {

    private static final List<byte[]> GOOD = Corpus.lines("deflated").stream().map(HexFormat.of()::parseHex).toList();

    private static final int MAX = 1000;
    private static final RecordHead WHOLE = new RecordHead(Kind.BINARY, false, false);
    private static final RecordHead DEFLATED = new RecordHead(Kind.BINARY, true, false);

    /// What inflating costs beside the result, and how often the result is copied on the way.
    private static final int FIXED_COST = 64 * 1024;

    private static final int COPIES = 8;

    /// The longest content that a peer can send, much of it.
    private static final int BOMB = 8 * 1024 * 1024;

    private static final ThreadMXBean THREADS = (ThreadMXBean) ManagementFactory.getThreadMXBean();

    private final CompressionPlugin compression = new CompressionPlugin(MAX);

    @Property
    void whateverComesIsInflatedUpToTheBoundOrRefused(@ForAll("inputs") byte[] stream) {
        try {
            ByteBuffer message = one(in(compression, message(DEFLATED, stream)));

            assertThat(PeerMessage.head(message)).isEqualTo(WHOLE);
            assertThat(message.remaining()).isLessThanOrEqualTo(RecordHead.LENGTH + MAX);
        } catch (EncryptionException refused) {
            assertThat(refused.reason()).isIn(Reason.MALFORMED, Reason.TOO_LARGE);
        }
    }

    @Property
    void whatIsDeflatedComesOutAsItWent(@ForAll("contents") byte[] content) {
        Binary message = message(WHOLE, content);

        Binary sent = new Binary(one(out(compression, message)));

        assertThat(sent.bytes()).isLessThanOrEqualTo(message.bytes());
        assertThat(in(compression, sent)).containsExactly(message);
    }

    /// Where the bound is, and on both sides of it.
    @Property
    void theBoundIsExact(@ForAll @IntRange(min = MAX - 100, max = MAX + 100) int length) {
        var generous = new CompressionPlugin(PeerSettings.MOST_MAX_MESSAGE);
        Binary bomb = new Binary(one(out(generous, message(WHOLE, new byte[length]))));

        boolean taken;
        try {
            taken = one(in(compression, bomb)).remaining() == RecordHead.LENGTH + length;
        } catch (EncryptionException refused) {
            assertThat(refused.reason()).isEqualTo(Reason.TOO_LARGE);
            taken = false;
        }
        assertThat(taken).isEqualTo(length <= MAX);
    }

    /// However much it would inflate to, and whatever the bound.
    @Property(tries = 20)
    void aBombCostsNoMoreThanTheLongestMessage(@ForAll @IntRange(min = 1, max = 1_000_000) int bound) {
        var generous = new CompressionPlugin(PeerSettings.MOST_MAX_MESSAGE);
        Binary bomb = new Binary(one(out(generous, message(WHOLE, new byte[BOMB]))));
        var bounded = new CompressionPlugin(bound);
        long before = THREADS.getCurrentThreadAllocatedBytes();

        Damage.isReadOrRefused(EncryptionException.class, () -> in(bounded, bomb));

        assertThat(THREADS.getCurrentThreadAllocatedBytes() - before).isLessThan(FIXED_COST + (long) COPIES * bound);
    }

    @Test
    void theCorpusIsReplayed() {
        GOOD.forEach(this::whateverComesIsInflatedUpToTheBoundOrRefused);
    }

    @Provide
    Arbitrary<byte[]> inputs() {
        return Damage.bytes(GOOD);
    }

    /// Some that get shorter and some that don't.
    @Provide
    Arbitrary<byte[]> contents() {
        Arbitrary<byte[]> any = Arbitraries.bytes().array(byte[].class).ofMaxSize(MAX);
        Arbitrary<byte[]> even =
                Arbitraries.integers()
                        .between(0, MAX)
                        .flatMap(length ->
                                Arbitraries.bytes()
                                        .map(each -> {
                                            byte[] content = new byte[length];
                                            Arrays.fill(content, each);
                                            return content;
                                        }));
        return Arbitraries.oneOf(any, even);
    }

    private static Binary message(RecordHead head, byte[] content) {
        return new Binary(PeerMessage.of(head, ByteBuffer.wrap(content)));
    }

    private static ByteBuffer one(List<ConnectionEvent> passed) {
        assertThat(passed).singleElement().isInstanceOf(Binary.class);
        return ((Binary) passed.getFirst()).data();
    }

    private static List<ConnectionEvent> in(CompressionPlugin plugin, ConnectionEvent event) {
        List<ConnectionEvent> passed = new ArrayList<>();
        plugin.incoming(event, passed::add);
        return passed;
    }

    private static List<ConnectionEvent> out(CompressionPlugin plugin, ConnectionEvent event) {
        List<ConnectionEvent> passed = new ArrayList<>();
        plugin.outgoing(event, passed::add);
        return passed;
    }
}
