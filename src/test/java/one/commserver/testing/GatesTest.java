package one.commserver.testing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import io.lettuce.core.cluster.models.partitions.Partitions;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.parallel.Isolated;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.resources.LoopResources;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Executor;

@Isolated("what it breaks on purpose would be found by others")
class GatesTest {

    @Test
    void aDroppedBufferIsRecordedWithThePlaceThatAllocatedIt() {
        Deliberate.leak();

        LeakRecorder.settle();

        // whoever allocates at this moment may have found it, and not told yet
        await().untilAsserted(() ->
                assertThat(Violations.deliberate())
                        .anyMatch(violation -> violation.contains("ByteBuf") && violation.contains("Deliberate.leak")));
    }

    @Test
    void aBlockingCallIsRecordedEvenWhenItsErrorIsSwallowed() throws Exception {
        Mono.fromRunnable(Deliberate::block)
                .subscribeOn(Schedulers.parallel())
                .onErrorResume(Throwable.class, _ -> Mono.empty())
                .toFuture()
                .get(5, SECONDS);

        assertThat(Violations.deliberate()).anyMatch(violation -> violation.contains("Blocking call on parallel-"));
    }

    @Test
    void anEventLoopOfNettyMustNotBlock() throws Exception {
        try (var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
            assertThat(blocksOn(group)).isEqualTo("forbidden");
        }
    }

    @Test
    void anEventLoopOfReactorNettyMustNotBlock() throws Exception {
        LoopResources loops = LoopResources.create("gates");
        try {
            assertThat(blocksOn(loops.onServer(true))).isEqualTo("forbidden");
        } finally {
            loops.disposeLater().toFuture().get(30, SECONDS);
        }
    }

    @Test
    void anEventLoopMayWaitForALockThatTheDriverOfRedisTakes() throws Exception {
        var servers = new Partitions();
        var locked = new CountDownLatch(1);
        var unlock = new CountDownLatch(1);
        var holder = Thread.ofPlatform().start(() -> servers.addAll(Deliberate.slowToBeRead(locked, unlock)));
        locked.await();

        try (var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory())) {
            Thread loop = group.submit(Thread::currentThread).get(5, SECONDS);
            var waiting = CompletableFuture.runAsync(servers::updateCache, group);
            await().until(() -> loop.getState() == Thread.State.WAITING || waiting.isDone());
            unlock.countDown();

            waiting.get(5, SECONDS);
        } finally {
            unlock.countDown();
            holder.join();
        }
    }

    private static String blocksOn(Executor executor) throws Exception {
        return CompletableFuture.runAsync(Deliberate::block, executor)
                .handle((_, error) -> error == null ? "allowed" : "forbidden")
                .get(5, SECONDS);
    }
}
