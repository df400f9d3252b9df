package one.commserver.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.function.BooleanSupplier;
import java.util.function.Consumer;

/// Sends by the byte: right what it says, but ever so slowly.
public final class ByteByByte {

    private ByteByByte() {}

    /// What happens between two bytes.
    @FunctionalInterface
    public interface Meanwhile {
        void happens() throws Exception;
    }

    /// Sends all of it, without a pause.
    ///
    /// @param to takes pieces of one byte
    public static void send(byte[] bytes, Consumer<byte[]> to) {
        for (byte next : bytes) {
            to.accept(new byte[] {next});
        }
    }

    /// Sends until it is over, which must be before all was sent.
    public static void until(BooleanSupplier over, byte[] bytes, Consumer<byte[]> to, Meanwhile meanwhile)
            throws Exception {
        for (int at = 0; !over.getAsBoolean(); at++) {
            assertThat(at).as("bytes until it was over").isLessThan(bytes.length);
            to.accept(new byte[] {bytes[at]});
            meanwhile.happens();
        }
    }
}
