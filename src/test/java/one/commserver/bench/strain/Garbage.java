package one.commserver.bench.strain;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;

import one.commserver.bench.load.RawWebSocket;

import java.util.Random;

/// Bytes that mean nothing, in turn: noise in place of frames, a frame of more bytes than there are, a text that is no
/// message, and noise in a frame.
final class Garbage implements Intruders.Deed {

    private static final int KINDS = 4;
    private static final int NOISE_BYTES = 1_000;

    /// A second byte that says: masked, and the length is in the next eight bytes.
    private static final int HUGE = 0xFF;

    private final int number;

    Garbage(int number) {
        this.number = number;
    }

    @Override
    public void opened(RawWebSocket socket) {
        switch (number % KINDS) {
            case 0 -> socket.sendMasked(Unpooled.wrappedBuffer(noise()));
            case 1 -> socket.sendMasked(huge());
            case 2 -> socket.sendText("{\"type\":\"" + "x".repeat(NOISE_BYTES));
            default -> socket.sendBinary(noise());
        }
    }

    private byte[] noise() {
        byte[] noise = new byte[NOISE_BYTES];
        new Random(number).nextBytes(noise);
        return noise;
    }

    private static ByteBuf huge() {
        return Unpooled.buffer()
                .writeByte(RawWebSocket.BINARY)
                .writeByte(HUGE)
                .writeLong(Long.MAX_VALUE)
                .writeInt(0)
                .writeBytes(new byte[NOISE_BYTES]);
    }
}
