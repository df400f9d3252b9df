package one.commserver.cli.transfer;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.cli.outcome.Failure;
import one.commserver.testing.Damage;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.List;

/// Messages of a transfer that nobody would write.
class TransferCodecDamageTest {

    private static final List<byte[]> GOOD =
            TransferCodecTest.vectors().map(vector -> HexFormat.of().parseHex(vector.bytes())).toList();

    @Property
    void whateverComesIsReadOrRefused(@ForAll("inputs") byte[] bytes) {
        Damage.isReadOrRefused(Failure.class, () -> TransferCodec.decode(ByteBuffer.wrap(bytes)));
    }

    @Provide
    Arbitrary<byte[]> inputs() {
        return Damage.bytes(GOOD);
    }
}
