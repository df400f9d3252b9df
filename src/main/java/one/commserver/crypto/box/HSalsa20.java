package one.commserver.crypto.box;

import org.bouncycastle.crypto.engines.Salsa20Engine;
import org.bouncycastle.util.Pack;

import java.util.Arrays;

/// HSalsa20 with a nonce of zeros: turns what X25519 has agreed on into a uniformly random key.
final class HSalsa20 {

    private static final int ROUNDS = 20;
    private static final int WORDS = 16;

    /// The words of the constant "expand 32-byte k".
    private static final int[] SIGMA = {0x61707865, 0x3320646e, 0x79622d32, 0x6b206574};

    private HSalsa20() {}

    /// The key of what was agreed on.
    ///
    /// @param agreed 32 bytes, which stay the caller's
    /// @return 32 bytes, which the caller wipes
    static byte[] derive(byte[] agreed) {
        int[] in = new int[WORDS];
        int[] out = new int[WORDS];
        in[0] = SIGMA[0];
        in[5] = SIGMA[1];
        in[10] = SIGMA[2];
        in[15] = SIGMA[3];
        Pack.littleEndianToInt(agreed, 0, in, 1, 4);
        Pack.littleEndianToInt(agreed, 16, in, 11, 4);
        Salsa20Engine.salsaCore(ROUNDS, in, out);
        byte[] key = new byte[BoxKey.LENGTH];
        for (int i = 0; i < 4; i++) {
            // the library adds the input, as Salsa20 wants it and HSalsa20 doesn't
            Pack.intToLittleEndian(out[5 * i] - in[5 * i], key, 4 * i);
            Pack.intToLittleEndian(out[6 + i] - in[6 + i], key, 16 + 4 * i);
        }
        Arrays.fill(in, 0);
        Arrays.fill(out, 0);
        return key;
    }
}
