package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ClosedBy;

import org.junit.jupiter.api.Test;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.Duration;
import java.util.Queue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.TimeUnit;

/// Who asked for a channel, and then wants it no more.
class CancelledOpeningTest {

    private static final Duration REQUEST = Duration.ofHours(1);

    @Test
    void whatIsAnsweredAllTheSameIsClosedAndNobodyWaitsForItsTime() throws Exception {
        var timers = new Timers();
        var answers = new CompletableFuture<LyingServer.Socket>();
        var server =
                new LyingServer() {
                    @Override
                    void open(Socket socket, ChannelOpen open) {
                        answers.complete(socket);
                    }
                };
        try (server) {
            CommClient client =
                    new ClientFixture(server.port())
                            .client(key(), "phone", builder -> builder.timers(timers).requestTimeout(REQUEST));
            ClientLink link = connect(client);
            Disposable asked = link.openChannel(key().identity()).subscribe();
            ChannelOpen open = server.heard(ChannelOpen.class);
            await().atMost(SOON).until(() -> timers.waiting() > 0);

            asked.dispose();
            answers.get(SOON.toSeconds(), TimeUnit.SECONDS).tell(new ChannelOpened(open.ref(), 2, "tablet", 65_536, 1));

            ChannelClose close = server.heard(ChannelClose.class);
            answers.join().tell(new ChannelClosed(close.ref(), 2, ClosedBy.CLIENT, "unwanted"));
            await().atMost(SOON).untilAsserted(() -> assertThat(timers.waiting()).isZero());
        }
    }

    /// Real ones, of which those of requests are counted.
    private static final class Timers implements Scheduler {

        private final Scheduler real = Schedulers.parallel();
        private final Queue<Disposable> ofRequests = new ConcurrentLinkedQueue<>();

        private long waiting() {
            return ofRequests.stream().filter(timer -> !timer.isDisposed()).count();
        }

        @Override
        public Disposable schedule(Runnable task) {
            return real.schedule(task);
        }

        @Override
        public Disposable schedule(Runnable task, long delay, TimeUnit unit) {
            Disposable timer = real.schedule(task, delay, unit);
            if (unit.toMillis(delay) == REQUEST.toMillis()) {
                ofRequests.add(timer);
            }
            return timer;
        }

        @Override
        public Worker createWorker() {
            return real.createWorker();
        }
    }
}
