package one.commserver.testing;

import io.netty.buffer.ByteBufAllocator;

/// Does on purpose what the gates forbid.
final class Deliberate {

    private Deliberate() {}

    /// Blocks the calling thread, whichever it is; a sleep is what the gate notices, however short it is.
    static void block() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /// Drops a buffer without releasing it.
    static void leak() {
        ByteBufAllocator.DEFAULT.directBuffer(16).writeLong(1);
    }
}
