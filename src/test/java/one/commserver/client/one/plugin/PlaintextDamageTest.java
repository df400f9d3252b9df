package one.commserver.client.one.plugin;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.List;

/// What may be in a message that a peer has encrypted.
class PlaintextDamageTest {

    private static final List<byte[]> GOOD =
            Corpus.lines("one-plaintexts").stream().map(HexFormat.of()::parseHex).toList();

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") byte[] bytes) {
        Damage.isReadOrRefused(OneException.class, () -> Plaintext.read(bytes));
    }

    @Test
    void theCorpusIsReplayed() {
        GOOD.forEach(this::whateverComesIsReadOrRefused);
    }

    @Provide
    Arbitrary<byte[]> inputs() {
        return Damage.bytes(GOOD);
    }
}
