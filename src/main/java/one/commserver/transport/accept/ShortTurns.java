package one.commserver.transport.accept;

import io.netty.channel.DefaultSelectStrategyFactory;
import io.netty.channel.EventLoopGroup;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.epoll.Epoll;
import io.netty.channel.epoll.EpollIoHandler;
import io.netty.util.concurrent.FastThreadLocalThread;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.NonBlocking;
import reactor.netty.resources.LoopResources;

import java.time.Duration;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/// Event loops that read few sockets in one turn, and then pass on what these have brought: while it is in the
/// processor's cache, and before there is much of it. Netty's own read up to thousands first.
final class ShortTurns implements LoopResources {

    /// Sockets in one turn. Fewer ask the system more often which ones are next.
    private static final int SOCKETS = 8;

    private static final String NAME = "loop";

    private final EventLoopGroup loops;

    /// @param count how many loops, each with a thread
    ShortTurns(int count) {
        loops =
                new MultiThreadIoEventLoopGroup(
                        count, threads(), EpollIoHandler.newFactory(SOCKETS, DefaultSelectStrategyFactory.INSTANCE));
    }

    /// As many loops as Reactor Netty would have. Where there is no epoll they are its own.
    static LoopResources create() {
        return LoopResources.DEFAULT_NATIVE && Epoll.isAvailable()
                ? new ShortTurns(LoopResources.DEFAULT_IO_WORKER_COUNT)
                : LoopResources.create(NAME, LoopResources.DEFAULT_IO_WORKER_COUNT, true);
    }

    @Override
    public EventLoopGroup onServer(boolean useNative) {
        return loops;
    }

    @Override
    public boolean isDisposed() {
        return loops.isShuttingDown();
    }

    @Override
    public Mono<Void> disposeLater(Duration quietPeriod, Duration timeout) {
        return Mono.create(end -> {
            var _ =
                    loops.shutdownGracefully(quietPeriod.toMillis(), timeout.toMillis(), TimeUnit.MILLISECONDS)
                            .addListener(done -> end.success());
        });
    }

    private static ThreadFactory threads() {
        var count = new AtomicInteger();
        return task -> new Loop(task, NAME + "-" + count.incrementAndGet());
    }

    /// Whoever blocks in one is told so by Reactor.
    private static final class Loop extends FastThreadLocalThread implements NonBlocking {

        private Loop(Runnable task, String name) {
            super(task, name);
            setDaemon(true);
        }
    }
}
