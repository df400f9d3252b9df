package one.commserver.discovery.redis;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory;
import one.commserver.redis.TestRedis;
import one.commserver.registry.NodeId;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Supplier;

/// A node's part in the directory.
final class DirectoryNode implements AutoCloseable {

    static final int ANNOUNCEMENTS = 60;

    private static final Duration SECOND = Duration.ofSeconds(1);

    /// Listeners of tests may wait.
    private static final Scheduler SCHEDULER =
            Schedulers.newBoundedElastic(100, Integer.MAX_VALUE, "directory-listeners", 60, true);

    final RedisDirectory directory;
    final PresenceNews news;

    /// Who was told to have changed, and how often changes may have been missed.
    final Queue<Identity> told = new ConcurrentLinkedQueue<>();

    final AtomicInteger losses = new AtomicInteger();
    private final LivingNodes living;

    private DirectoryNode(
            TestRedis connected,
            NodeId id,
            int lost,
            Duration lease,
            DirectorySteps.Around around,
            boolean isWatching) {
        news = new PresenceNews(connected.redis, SCHEDULER, System::nanoTime);
        living = new LivingNodes(connected.redis, id, lease, System::nanoTime);
        Supplier<String> names = isWatching ? living : () -> LivingNodes.UNKNOWN;
        var world = new DirectorySteps.Around(around.time(), names, around.outlives(), around.look());
        directory =
                new RedisDirectory(
                        connected.redis,
                        new DirectorySteps(connected.redis, news, SCHEDULER, world),
                        news,
                        new RedisDirectory.Rules(() -> ANNOUNCEMENTS, lost, SECOND));
        directory.onChange(told::add);
        directory.onLoss(losses::incrementAndGet);
    }

    /// One that takes nobody for dead.
    ///
    /// @param time in microseconds; empty: that of Redis
    static DirectoryNode at(TestRedis connected, Supplier<String> time, Duration outlives, int lost) {
        var around = new DirectorySteps.Around(time, () -> "", outlives, outlives.plus(SECOND));
        return new DirectoryNode(connected, new NodeId("any"), lost, SECOND, around, false);
    }

    /// One that finds out who lives.
    static DirectoryNode watching(TestRedis connected, NodeId id, Duration lease, Duration outlives, Duration look) {
        var around = new DirectorySteps.Around(() -> "", () -> "", outlives, look);
        return new DirectoryNode(connected, id, 3, lease, around, true);
    }

    /// Does from time to time what nodes do.
    Disposable run() {
        return RedisDirectoryConfiguration.rounds(directory, news, living, Duration.ofMillis(100));
    }

    static Directory.Presence presence(DirectoryNode node, Identity identity) {
        return node.directory.presence(identity).block(Duration.ofSeconds(20));
    }

    @Override
    public void close() {
        news.dispose();
    }
}
