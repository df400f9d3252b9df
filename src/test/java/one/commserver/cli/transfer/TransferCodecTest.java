package one.commserver.cli.transfer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;

import one.commserver.cli.outcome.ExitStatus;
import one.commserver.cli.outcome.Failure;
import one.commserver.crypto.Bytes;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.ByteBuffer;
import java.util.HexFormat;
import java.util.stream.Stream;

class TransferCodecTest {

    private static final String DIGEST = "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
    private static final Bytes SHA256 = Bytes.of(HexFormat.of().parseHex(DIGEST));

    record Vector(TransferMessage message, String bytes) {}

    static Stream<Vector> vectors() {
        return Stream.of(
                new Vector(
                        new TransferMessage.Offer(258, SHA256, "ä.txt"),
                        "01" + "01" + "0000000000000102" + DIGEST + "c3a42e747874"),
                new Vector(new TransferMessage.Accept(1, SHA256), "02" + "0000000000000001" + DIGEST),
                new Vector(new TransferMessage.Start(65536), "03" + "0000000000010000"),
                new Vector(new TransferMessage.Data(ByteBuffer.wrap(new byte[] {1, 2, 3})), "04" + "010203"),
                new Vector(new TransferMessage.Done(), "05"),
                new Vector(new TransferMessage.Failed(Refusal.NO_ROOM), "06" + "02"));
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void eachMessageHasItsBytes(Vector vector) {
        ByteBuffer bytes = ByteBuffer.wrap(HexFormat.of().parseHex(vector.bytes()));

        assertThat(TransferCodec.encode(vector.message())).isEqualTo(bytes);
        assertThat(TransferCodec.decode(bytes)).isEqualTo(vector.message());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "07",
                "01",
                "0101",
                "0101" + "0000000000000102" + DIGEST, // no name
                "0101" + "8000000000000000" + DIGEST + "61", // a negative size
                "0101" + "0000000000000102" + DIGEST + "ff", // no UTF-8
                "02" + "0000000000000001",
                "02" + "0000000000000001" + DIGEST + "00",
                "02" + "ffffffffffffffff" + DIGEST,
                "03" + "00000000000001",
                "03" + "000000000000000100",
                "04",
                "0500",
                "06",
                "0600",
                "0606",
                "060101"
            })
    void anythingElseIsNone(String bytes) {
        ByteBuffer wrong = ByteBuffer.wrap(HexFormat.of().parseHex(bytes));

        assertThatThrownBy(() -> TransferCodec.decode(wrong))
                .isInstanceOfSatisfying(
                        Failure.class, failure -> assertThat(failure.status()).isEqualTo(ExitStatus.PROTOCOL));
    }

    @Test
    void anotherVersionIsNamed() {
        ByteBuffer other = ByteBuffer.wrap(HexFormat.of().parseHex("0102"));

        assertThatThrownBy(() -> TransferCodec.decode(other)).hasMessageContaining("version 2");
    }

    @Test
    void noMessageHoldsMoreThanItMay() {
        ByteBuffer large = ByteBuffer.allocate(2 + TransferCodec.MAX_DATA).put(0, (byte) 4);

        assertThatThrownBy(() -> TransferCodec.decode(large)).isInstanceOf(Failure.class);
    }

    @Property
    void noBytesMakeItThrowAnythingElse(@ForAll @Size(max = 100) byte[] bytes) {
        try {
            TransferCodec.decode(ByteBuffer.wrap(bytes));
        } catch (Failure expected) {
            assertThat(expected.status()).isEqualTo(ExitStatus.PROTOCOL);
        }
    }
}
