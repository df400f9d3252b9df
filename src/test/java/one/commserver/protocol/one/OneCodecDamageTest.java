package one.commserver.protocol.one;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Messages of the ONE dialect that nobody would write.
class OneCodecDamageTest {

    private static final List<String> GOOD = Corpus.lines("one-messages");

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") String text) {
        Damage.isReadOrRefused(MalformedOneMessageException.class, () -> OneCodec.shared().decodeClient(text));
        Damage.isReadOrRefused(MalformedOneMessageException.class, () -> OneCodec.shared().decodeServer(text));
        Damage.isReadOrRefused(MalformedOneMessageException.class, () -> OneCodec.shared().decodePeer(text));
    }

    @Test
    void theCorpusIsReplayed() {
        GOOD.forEach(this::whateverComesIsReadOrRefused);
    }

    @Provide
    Arbitrary<String> inputs() {
        return Damage.texts(GOOD);
    }
}
