package one.commserver.testing;

import reactor.blockhound.BlockHound;
import reactor.blockhound.BlockingOperationError;
import reactor.blockhound.integration.BlockHoundIntegration;

import java.io.PrintWriter;
import java.io.StringWriter;

/// The blocking calls an event loop may make, each with its reason, and what happens at any other.
///
/// Netty's and Reactor's own integrations say which threads must not block: event loops, Reactor Netty's threads and
/// the parallel and single schedulers.
public final class AllowedBlockingCalls implements BlockHoundIntegration {

    @Override
    public void applyTo(BlockHound.Builder builder) {
        builder
                // The first use of a class reads the jar: once per class, and only as long as the server is young.
                .allowBlockingCallsInside(ClassLoader.class.getName(), "loadClass")
                // An appender's lock is held for one line. Nothing is logged per frame.
                .allowBlockingCallsInside("ch.qos.logback.classic.Logger", "callAppenders")
                // Netty's allocator reorders its memory when threads compete for it; the lock is held for a moment.
                .allowBlockingCallsInside("io.netty.buffer.AdaptivePoolingAllocator$Magazine", "free")
                // the driver's lock around the count of who writes; an error in between would leave it counted for ever
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "incrementWriters")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "decrementWriters")
                .allowBlockingCallsInside("io.lettuce.core.protocol.SharedLock", "doExclusive")
                // A test's queue: whoever waits for its first element holds the lock for a moment.
                .allowBlockingCallsInside("java.util.concurrent.LinkedBlockingQueue", "signalNotEmpty")
                .blockingMethodCallback(method -> {
                    var error = new BlockingOperationError(method);
                    var trace = new StringWriter();
                    error.printStackTrace(new PrintWriter(trace, true));
                    Violations.record("Blocking call on " + Thread.currentThread().getName() + ": " + trace);
                    throw error;
                });
    }
}
