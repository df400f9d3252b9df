package one.commserver.client.one;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.client.one.plugin.OneException;
import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Links of the ONE dialect that somebody has cut, joined or made up.
class OneInvitationDamageTest {

    private static final List<String> GOOD = Corpus.lines("one-invitations");

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") String text) {
        Damage.isReadOrRefused(OneException.class, () -> OneInvitation.parse(text));
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
