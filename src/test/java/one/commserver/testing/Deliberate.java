package one.commserver.testing;

import io.netty.buffer.ByteBufAllocator;

import java.util.ArrayList;
import java.util.Collection;
import java.util.concurrent.CountDownLatch;

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

    /// Returns an empty collection; whoever copies it says so and waits, with whatever lock it holds.
    static <T> Collection<T> slowToBeRead(CountDownLatch begun, CountDownLatch goOn) {
        return new ArrayList<>() {
            @Override
            public Object[] toArray() {
                begun.countDown();
                await(goOn);
                return super.toArray();
            }
        };
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
