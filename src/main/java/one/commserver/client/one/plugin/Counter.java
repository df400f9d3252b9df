package one.commserver.client.one.plugin;

import one.commserver.crypto.box.BoxKey;

import java.nio.ByteBuffer;

/// The nonces of one direction: every other number, in the last 8 of 24 bytes, big-endian.
final class Counter {

    /// Numbers stay below it: the others count in JavaScript, which is exact up to there only.
    static final long END = (1L << 53) - 2;

    private static final int STEP = 2;

    private long next;

    Counter(long first) {
        next = first;
    }

    /// The nonce of the next message.
    ///
    /// @throws OneException when there are no more
    byte[] nonce() {
        if (next >= END) {
            throw new OneException(OneException.Reason.CLOSED, "No more messages can be encrypted.");
        }
        byte[] nonce = nonce(next);
        next += STEP;
        return nonce;
    }

    static byte[] nonce(long number) {
        return ByteBuffer.allocate(BoxKey.NONCE_LENGTH).putLong(BoxKey.NONCE_LENGTH - Long.BYTES, number).array();
    }
}
