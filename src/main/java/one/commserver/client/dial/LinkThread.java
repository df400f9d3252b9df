package one.commserver.client.dial;

import io.netty.channel.Channel;
import io.netty.channel.EventLoop;
import io.netty.channel.EventLoopGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.netty.http.HttpResources;
import reactor.netty.resources.LoopResources;

import java.time.Duration;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;

/// The one thread of a session: every socket that is dialled with it belongs to the same event loop, which also runs
/// what is to be done while there is none. Never runs a task inline. Any thread.
public final class LinkThread implements Executor {

    private volatile EventLoop loop = choose();

    @Override
    public void execute(Runnable task) {
        try {
            loop.execute(task);
        } catch (RejectedExecutionException stopped) {
            // The loops were disposed of, and with them every socket: nothing is left to race with.
            renew();
            try {
                loop.execute(task);
            } catch (RejectedExecutionException stoppedAgain) {
                GlobalEventExecutor.INSTANCE.execute(task);
            }
        }
    }

    /// Signals on it, after a delay: who is overdue by that isn't answered at the same moment, for answers come here
    /// too.
    ///
    /// @param timers where the delay runs
    public Mono<Boolean> after(Duration delay, Scheduler timers) {
        return Mono.create(sink ->
                sink.onDispose(
                        timers.schedule(
                                () -> execute(() -> sink.success(true)), delay.toMillis(), TimeUnit.MILLISECONDS)));
    }

    /// Whether the caller is on it.
    public boolean isOwn() {
        return loop.inEventLoop();
    }

    /// This thread alone, in the form in which an HTTP client takes it.
    LoopResources resources() {
        if (loop.isShuttingDown()) {
            renew();
        }
        return new Alone(loop);
    }

    private synchronized void renew() {
        if (loop.isShuttingDown()) {
            loop = choose();
        }
    }

    private static EventLoop choose() {
        return HttpResources.get().onClient(LoopResources.DEFAULT_NATIVE).next();
    }

    private record Alone(EventLoop loop) implements LoopResources {

        @Override
        public EventLoopGroup onServer(boolean useNative) {
            return loop;
        }

        @Override
        public EventLoopGroup onClient(boolean useNative) {
            return loop;
        }

        @Override
        public <C extends Channel> Class<? extends C> onChannelClass(Class<C> channelType, EventLoopGroup group) {
            return HttpResources.get().onChannelClass(channelType, group.next());
        }

        @Override
        public <C extends Channel> C onChannel(Class<C> channelType, EventLoopGroup group) {
            return HttpResources.get().onChannel(channelType, group.next());
        }
    }
}
