package one.commserver.client.encryption;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.util.List;

/// Messages of a handshake that no peer would send.
class HandshakeCodecDamageTest {

    private static final List<byte[]> GOOD =
            Corpus.lines("handshakes").stream().map(line -> line.getBytes(StandardCharsets.UTF_8)).toList();

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") byte[] bytes) {
        Damage.isReadOrRefused(EncryptionException.class, () -> HandshakeCodec.offer(bytes));
        Damage.isReadOrRefused(EncryptionException.class, () -> HandshakeCodec.params(bytes));
        Damage.isReadOrRefused(EncryptionException.class, () -> HandshakeCodec.body(bytes));
        Damage.isReadOrRefused(EncryptionException.class, () -> HandshakeCodec.confirm(bytes));
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
