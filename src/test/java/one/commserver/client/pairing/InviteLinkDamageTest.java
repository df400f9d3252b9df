package one.commserver.client.pairing;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.List;

/// Links that somebody has cut, joined or made up.
class InviteLinkDamageTest {

    private static final List<String> GOOD = Corpus.lines("invite-links");

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") String text) {
        Damage.isReadOrRefused(PairingException.class, () -> InviteLink.read(text).close());
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
