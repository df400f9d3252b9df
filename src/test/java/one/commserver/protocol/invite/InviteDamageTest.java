package one.commserver.protocol.invite;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.crypto.Bytes;
import one.commserver.testing.Corpus;
import one.commserver.testing.Damage;

import org.junit.jupiter.api.Test;

import java.util.HexFormat;
import java.util.List;

/// Invites that nobody has made.
class InviteDamageTest {

    private static final List<byte[]> GOOD = Corpus.lines("invites").stream().map(HexFormat.of()::parseHex).toList();

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") byte[] bytes) {
        Damage.isReadOrRefused(InvalidInviteException.class, () -> Invite.decode(Bytes.of(bytes)));
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
