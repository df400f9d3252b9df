package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.client.flow.Frames;
import one.commserver.protocol.ChannelMessage.ChannelClose;
import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ClosedBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.reactivestreams.Subscription;

import reactor.core.Disposable;
import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;
import reactor.test.scheduler.VirtualTimeScheduler;

import java.nio.ByteBuffer;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/// Demand and credit of one channel, frame by frame, against a server that counts along.
class ChannelFlowTest {

    /// What the client grants each of the eight channels of [LyingServer#LIMITS] at first.
    private static final int BASE = 16_384;

    private LyingServer server;
    private LyingServer.Socket socket;
    private ClientLink link;
    private long firstLimit = 65_536;

    @BeforeEach
    void connectTo() {
        server =
                new LyingServer() {
                    @Override
                    void open(Socket to, ChannelOpen open) {
                        socket = to;
                        to.tell(new ChannelOpened(open.ref(), 1, "tablet", firstLimit, 1));
                    }
                };
        // time stands still: nothing is told merely because it passes
        VirtualTimeScheduler time = VirtualTimeScheduler.create();
        link = connect(new ClientFixture(server.port()).client(key(), "phone", builder -> builder.timers(time)));
    }

    @AfterEach
    void disconnect() {
        get(link.close());
        server.close();
    }

    @Test
    void nothingIsAskedForWithoutCredit() throws Exception {
        firstLimit = 0;
        Channel channel = open();
        TestPublisher<ByteBuffer> publisher = TestPublisher.create();
        channel.send(publisher).subscribe();
        get(link.heartbeat());
        publisher.assertWasSubscribed();
        publisher.assertWasNotRequested();

        socket.binary(Frames.flow(1, 0, 20));
        get(link.heartbeat());
        publisher.assertMinRequested(1);
        publisher.next(ByteBuffer.wrap(new byte[] {7, 8}));

        assertThat(server.heardFrames.poll(SOON.toSeconds(), TimeUnit.SECONDS))
                .isEqualTo(ByteBuffer.wrap(new byte[] {1, 0, 0, 0, 1, 7, 8}));
    }

    @Test
    void onlyOneBufferIsAskedForAtATime() {
        Channel channel = open();
        AtomicLong most = new AtomicLong();

        get(
                channel.send(
                        Flux.range(0, 50)
                                .map(i -> ByteBuffer.allocate(10))
                                .doOnRequest(n -> most.accumulateAndGet(n, Math::max))));

        assertThat(most).hasValue(1);
    }

    @Test
    void creditIsUsedUpToTheLastByteAndNotBeyond() throws Exception {
        Channel channel = open();

        channel.send(Mono.just(ByteBuffer.allocate(100_000))).subscribe();

        assertThat(frame().remaining()).isEqualTo(65_536);
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();
        socket.binary(Frames.flow(1, 65_536, 131_072));
        assertThat(frame().remaining()).isEqualTo(100_000 - (65_536 - 5) + 5);
    }

    @Test
    void aPublishersErrorFailsItsSendAndLeavesTheChannelOpen() {
        Channel channel = open();

        assertThatThrownBy(() -> get(channel.send(Flux.error(new IllegalArgumentException("mine")))))
                .isInstanceOf(IllegalArgumentException.class);

        get(channel.send(Mono.just(ByteBuffer.allocate(1))));
    }

    @Test
    void aPublisherThatGivesMoreThanItWasAskedForFails() {
        Channel channel = open();
        Flux<ByteBuffer> rude =
                Flux.from(subscriber ->
                        subscriber.onSubscribe(
                                new Subscription() {
                                    @Override
                                    public void request(long n) {
                                        subscriber.onNext(ByteBuffer.allocate(1));
                                        subscriber.onNext(ByteBuffer.allocate(1));
                                    }

                                    @Override
                                    public void cancel() {}
                                }));

        assertThatThrownBy(() -> get(channel.send(rude)))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("more than it was asked for");
    }

    @Test
    void aCancelledSendStopsItsPublisherAndLetsTheNextOneGo() {
        Channel channel = open();
        TestPublisher<ByteBuffer> publisher = TestPublisher.create();
        Disposable sending = channel.send(publisher).subscribe();
        get(link.heartbeat());

        sending.dispose();
        get(channel.send(Mono.just(ByteBuffer.allocate(1))));

        publisher.assertCancelled();
    }

    @Test
    void sendsThatWaitAreBounded() {
        Channel channel = open();
        for (int i = 0; i < 64; i++) {
            channel.send(Flux.never()).subscribe(ignored -> {}, failure -> {});
        }

        assertThatThrownBy(() -> get(channel.send(Flux.never()))).hasMessageContaining("wait in line");
    }

    @Test
    void creditIsGrantedAsDataIsTakenNotAsItComes() throws Exception {
        Channel channel = open();
        assertThat(server.heard(ChannelOpen.class).limit()).isEqualTo(BASE);
        int payload = BASE / 2 - 5;
        Taker taker = new Taker();
        channel.receive().subscribe(taker);
        socket.binary(data(payload));
        socket.binary(data(payload));
        get(link.heartbeat());
        assertThat(server.heardFrames).isEmpty();

        taker.request(1);

        assertThat(frame()).isEqualTo(Frames.flow(1, BASE, BASE / 2 + 131_072));
    }

    @Test
    void oneSubscriberAtATime() {
        Channel channel = open();
        channel.receive().subscribe(new Taker());

        StepVerifier.create(channel.receive()).expectError(IllegalStateException.class).verify(SOON);
    }

    @Test
    void theNextSubscriberGoesOnWhereTheFormerStopped() {
        Channel channel = open();
        socket.binary(data(1));
        socket.binary(data(2));
        socket.binary(data(3));
        get(link.heartbeat());

        assertThat(get(channel.receive().next()).remaining()).isEqualTo(1);
        assertThat(channel.receive().take(2).map(ByteBuffer::remaining).collectList().block(SOON))
                .containsExactly(2, 3);
    }

    @Test
    void whatHasComeIsStillTakenBehindTheEnd() {
        Channel channel = open();
        socket.binary(data(1));
        socket.binary(data(2));
        socket.tell(new ChannelClosed(null, 1, ClosedBy.PEER, "connection_lost"));
        get(channel.closed());

        StepVerifier.create(channel.receive().map(ByteBuffer::remaining))
                .expectNext(1, 2)
                .expectError(ClientException.ChannelClosed.class)
                .verify(SOON);
    }

    @Test
    void aCloseWaitsForWhatIsBeingSent() throws Exception {
        Channel channel = open();
        TestPublisher<ByteBuffer> publisher = TestPublisher.create();
        channel.send(publisher).subscribe();
        channel.close("done").subscribe();
        get(link.heartbeat());
        assertThat(server.heard).noneMatch(ChannelClose.class::isInstance);

        publisher.complete();

        assertThat(server.heard(ChannelClose.class).reason()).isEqualTo("done");
    }

    private Channel open() {
        return get(link.openChannel(key().identity()));
    }

    private ByteBuffer frame() throws InterruptedException {
        return server.heardFrames.poll(SOON.toSeconds(), TimeUnit.SECONDS);
    }

    private static ByteBuffer data(int payload) {
        return ByteBuffer.allocate(5 + payload).put((byte) 1).putInt(1).position(0);
    }

    /// Takes what it is told to.
    private static final class Taker extends BaseSubscriber<ByteBuffer> {

        private final List<ByteBuffer> taken = new CopyOnWriteArrayList<>();

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // asks for nothing by itself
        }

        @Override
        protected void hookOnNext(ByteBuffer buffer) {
            taken.add(buffer);
        }
    }
}
