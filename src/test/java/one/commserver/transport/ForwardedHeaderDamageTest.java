package one.commserver.transport;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What a proxy writes, and what a client lets it write.
class ForwardedHeaderDamageTest {

    private static final List<String> GOOD = Corpus.lines("forwarded");

    @Property
    void nothingIsThrown(@ForAll("inputs") String text) {
        ForwardedHeader.nodes(List.of(text, text)).forEach(ForwardedHeader::address);
        ForwardedHeader.address(text);
    }

    @Test
    void theCorpusIsReplayed() {
        GOOD.forEach(this::nothingIsThrown);
    }

    @Provide
    Arbitrary<String> inputs() {
        return Damage.texts(GOOD);
    }
}
