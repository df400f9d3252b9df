package one.commserver.crypto;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.List;

/// What may stand where an identity belongs.
class IdentityDamageTest {

    private static final List<String> GOOD = Corpus.lines("identities");

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") String text) {
        Damage.isReadOrRefused(InvalidIdentityException.class, () -> Identity.parse(text));
        Damage.isReadOrRefused(InvalidIdentityException.class, () -> Identity.parseAny(text));
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
