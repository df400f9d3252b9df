package one.commserver.relay.record;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What may stand in Redis in the place of a session's channels.
class CodingDamageTest {

    private static final List<String> GOOD = Corpus.lines("channel-records");

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") String text) {
        Damage.isReadOrRefused(IllegalArgumentException.class, () -> Coding.read(text));
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
