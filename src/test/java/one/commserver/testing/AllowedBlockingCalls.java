package one.commserver.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.concurrent.locks.ReentrantLock;

/// The blocking calls an event loop may make, each with its reason, and what happens at any other.
///
/// Netty's and Reactor's own integrations say which threads must not block: event loops, Reactor Netty's threads and
/// the parallel and single schedulers.
public final class AllowedBlockingCalls implements BlockHoundIntegration {

    private static final String REDIS_DRIVER = "io.lettuce.core.";

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder
                // The first use of a class reads the jar: once per class, and only as long as the server is young.
                .allowBlockingCallsInside(ClassLoader.class.getName(), "loadClass")
                // An appender's lock is held for one line. Nothing is logged per frame.
                .allowBlockingCallsInside("ch.qos.logback.classic.Logger", "callAppenders")
                // Netty's allocator reorders its memory when threads compete for it; the lock is held for a moment.
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free")
                // A timer that is cancelled leaves its scheduler's queue, whose lock is held for a moment.
                .allowBlockingCallsInside("java.util.concurrent.ScheduledThreadPoolExecutor$DelayedWorkQueue", "remove")
                // A test's queue: whoever waits for its first element holds the lock for a moment.
                .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "signalNotEmpty")
                // A test's time: whoever sets a timer, or cancels it, holds the lock of their queue for a moment.
                .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "offer")
                .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "remove")
                .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "peek")
                .allowBlockingCallsInside("java.util.concurrent.PriorityBlockingQueue", "size")
                // The bounded queue of a connection to Redis: whoever looks at it or puts something into it holds its
                // lock for a moment, and none of these waits for an element or for room.
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "size")
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "offer")
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "peek")
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "poll")
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "remove")
                .allowBlockingCallsInside("java.util.concurrent.ArrayBlockingQueue", "drainTo")
                // Whoever writes to that connection counts itself in and out under a lock that is held for a moment. An
                // error in between would leave the count wrong, and the connection standing still for ever.
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "decrementWriters")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "doExclusive")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "lockWritersExclusive")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "unlockWritersExclusive")
                // The connections to a cluster's servers are looked up and closed under a lock held for a moment.
                .allowBlockingCallsInside(
                        "io.lettuce.core.cluster.PooledClusterConnectionProvider", "resetFastConnectionCache")
                .allowBlockingCallsInside(
                        "io.lettuce.core.cluster.PooledClusterConnectionProvider", "getWriteConnection")
                .allowBlockingCallsInside("io.lettuce.core.cluster.PooledClusterConnectionProvider", "setPartitions")
                // The driver of Redis makes the TLS context of each connection on its own thread, which reads a seed:
                // once for each connection, and nobody else is on that thread but other connections to Redis.
                .allowBlockingCallsInside(
                        "io.lettuce.core.SslConnectionBuilder$SslChannelInitializer", "initializeSSLEngine")
                .blockingMethodCallback(method -> {
                    if (takesLockOfRedisDriver()) {
                        return;
                    }
                    var error = new BlockingOperationError(method);
                    var trace = new StringWriter();
                    error.printStackTrace(new PrintWriter(trace, true));
                    Violations.record("Blocking call on " + Thread.currentThread().getName() + ": " + trace);
                    throw error;
                });
    }

    /// Whether the calling thread waits for a lock that the driver of Redis itself takes.
    ///
    /// The driver keeps its tables of connections and of methods under locks that are held for a moment, and takes them
    /// in callbacks whose names the compiler makes, so that they can't be named one by one. What it does under such a
    /// lock is judged like everything else.
    private static boolean takesLockOfRedisDriver() {
        return StackWalker.getInstance()
                .walk(frames ->
                        frames.dropWhile(frame -> !isTakingLock(frame))
                                .skip(1)
                                .findFirst()
                                .filter(taker -> taker.getClassName().startsWith(REDIS_DRIVER))
                                .isPresent());
    }

    private static boolean isTakingLock(StackWalker.StackFrame frame) {
        return frame.getClassName().equals(ReentrantLock.class.getName()) && frame.getMethodName().equals("lock");
    }
}
