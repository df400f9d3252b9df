package one.commserver.registry.redis;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// What may be told among nodes.
class NodeMessageDamageTest {

    private static final List<byte[]> GOOD =
            Corpus.lines("node-messages").stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") byte[] bytes) {
        Damage.isReadOrRefused(IllegalArgumentException.class, () -> NodeMessage.parse(bytes));
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
