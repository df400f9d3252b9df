package one.commserver.client;

import static one.commserver.client.ClientFixture.SOON;
import static one.commserver.client.ClientFixture.checked;
import static one.commserver.client.ClientFixture.connect;
import static one.commserver.client.ClientFixture.data;
import static one.commserver.client.ClientFixture.get;
import static one.commserver.client.ClientFixture.key;
import static one.commserver.client.ClientFixture.listening;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import one.commserver.protocol.ClosedBy;

import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;
import reactor.test.StepVerifier;
import reactor.util.function.Tuple2;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/// Channels through the real server.
@SpringBootTest(properties = "commserver.relay.policy=open", webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT)
class ChannelsIT extends ServerFixture {

    private static final long MEGABYTES = 3 * 1024 * 1024;

    @Test
    void megabytesPassBothWaysAtOnce() {
        Pair pair = pair();

        Mono<Void> sending =
                Mono.when(pair.opener.send(data(MEGABYTES, 100_000)), pair.acceptor.send(data(MEGABYTES, 30_000)));
        Mono<Long> atOpener = checked(pair.opener.receive().takeUntil(new Reached(MEGABYTES)::add));
        Mono<Long> atAcceptor = checked(pair.acceptor.receive().takeUntil(new Reached(MEGABYTES)::add));

        StepVerifier.create(Mono.zip(atOpener, atAcceptor, sending.thenReturn(true)))
                .assertNext(sizes -> {
                    assertThat(sizes.getT1()).isEqualTo(MEGABYTES);
                    assertThat(sizes.getT2()).isEqualTo(MEGABYTES);
                })
                .expectComplete()
                .verify(SOON.multipliedBy(3));
    }

    @Test
    void aBufferLargerThanAFrameIsCutAndArrivesWhole() {
        Pair pair = pair();
        int size = 3 * 1024 * 1024;

        pair.opener.send(data(size, size)).then(pair.opener.close()).subscribe();

        assertThat(checked(pair.acceptor.receive()).block(SOON)).isEqualTo(size);
    }

    @Test
    void smallBuffersArriveAsTheyWereSent() {
        Pair pair = pair();
        List<String> words = List.of("one", "", "three", "x".repeat(30_000));

        pair.opener.send(Flux.fromIterable(words).map(ChannelsIT::bytes)).then(pair.opener.close()).subscribe();

        assertThat(pair.acceptor.receive().map(ChannelsIT::text).collectList().block(SOON)).isEqualTo(words);
    }

    @Test
    void aSlowReceiverHoldsItsSenderBackWithinOneWindow() {
        Pair pair = pair();
        AtomicLong asked = new AtomicLong();
        Flux<ByteBuffer> counted = data(MEGABYTES, 30_000).doOnNext(buffer -> asked.addAndGet(buffer.remaining()));
        pair.opener.send(counted).then(pair.opener.close()).subscribe();

        StepVerifier.create(pair.acceptor.receive(), 0)
                .thenRequest(10)
                .expectNextCount(10)
                .then(() -> assertThat(get(pair.openerLink.heartbeat())).isPositive())
                .then(() -> assertThat(asked.get()).isLessThan(2 * 1024 * 1024))
                .thenRequest(Long.MAX_VALUE)
                .expectNextCount((MEGABYTES + 29_999) / 30_000 - 10)
                .expectComplete()
                .verify(SOON);
    }

    @Test
    void aStoppedChannelDoesNotStopOthersOfItsLink() {
        ClientLink opener = connect(clients.client());
        List<Channel> accepted = new CopyOnWriteArrayList<>();
        CommClient peer = clients.client();
        listening(peer, offer -> offer.accept().doOnNext(accepted::add));
        Channel stopped = get(opener.openChannel(peer.identity()));
        Channel flowing = get(opener.openChannel(peer.identity()));
        // who has opened it may know so before who has accepted it
        await().atMost(SOON).until(() -> accepted.size() == 2);

        stopped.send(data(MEGABYTES, 30_000)).subscribe(ignored -> {}, failure -> {});
        flowing.send(data(MEGABYTES, 30_000)).then(flowing.close()).subscribe();

        assertThat(checked(accepted.get(1).receive()).block(SOON)).isEqualTo(MEGABYTES);
    }

    @Test
    void severalSendsComeOneAfterAnother() {
        Pair pair = pair();

        Mono.when(pair.opener.send(repeated("a", 200)), pair.opener.send(repeated("b", 200)))
                .then(pair.opener.close())
                .subscribe();

        String all = String.join("", pair.acceptor.receive().map(ChannelsIT::text).collectList().block(SOON));
        assertThat(all).isEqualTo("a".repeat(200) + "b".repeat(200));
    }

    @Test
    void aCloseComesBehindTheDataWithItsReason() {
        Pair pair = pair();

        pair.opener.send(data(MEGABYTES, 50_000)).subscribe();
        Mono<ChannelEnd> closing = pair.opener.close("done").cache();
        closing.subscribe();

        assertThat(checked(pair.acceptor.receive()).block(SOON)).isEqualTo(MEGABYTES);
        assertThat(get(closing)).isEqualTo(new ChannelEnd(ClosedBy.CLIENT, "done"));
        assertThat(get(pair.acceptor.closed())).isEqualTo(new ChannelEnd(ClosedBy.PEER, "done"));
    }

    @Test
    void aCloseFromBothSidesAtOnceEndsBoth() {
        Pair pair = pair();

        List<ChannelEnd> ends = get(Flux.merge(pair.opener.close("one"), pair.acceptor.close("other")).collectList());

        assertThat(ends.getFirst().reason()).isEqualTo(ends.getLast().reason());
        assertThat(get(pair.openerLink.heartbeat())).isPositive();
    }

    @Test
    void aClosedChannelSendsNoMore() {
        Pair pair = pair();
        get(pair.opener.close());

        assertThatThrownBy(() -> get(pair.opener.send(repeated("a", 1))))
                .isInstanceOf(ClientException.ChannelClosed.class);
        assertThat(pair.opener.receive().collectList().block(SOON)).isEmpty();
    }

    @Test
    void aPeerThatIsGoneCutsTheStream() {
        Pair pair = pair();
        pair.acceptor.send(repeated("a", 1)).block(SOON);

        get(pair.acceptorLink.close());

        StepVerifier.create(pair.opener.receive())
                .expectNextCount(1)
                .expectErrorSatisfies(failure -> assertThat(failure).isInstanceOf(ClientException.ChannelClosed.class))
                .verify(SOON);
    }

    @Test
    void whoDeclinesIsTold() {
        CommClient peer = clients.client();
        listening(peer, offer -> offer.reject("no_time"));
        ClientLink opener = connect(clients.client());

        assertThatThrownBy(() -> get(opener.openChannel(peer.identity())))
                .isInstanceOfSatisfying(
                        ClientException.RequestRefused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo("channel_rejected"));
    }

    @Test
    void nobodyListeningDeclines() {
        CommClient peer = clients.client();
        connect(peer);
        ClientLink opener = connect(clients.client());

        assertThatThrownBy(() -> get(opener.openChannel(peer.identity())))
                .isInstanceOfSatisfying(
                        ClientException.RequestRefused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo("channel_rejected"));
    }

    @Test
    void whoIsAwayCannotBeReached() {
        ClientLink opener = connect(clients.client());

        assertThatThrownBy(() -> get(opener.openChannel(key().identity())))
                .isInstanceOfSatisfying(
                        ClientException.RequestRefused.class,
                        refused -> assertThat(refused.error().code()).isEqualTo("peer_unreachable"));
    }

    @Test
    void moreChannelsThanThereMayBeAreRefusedHere() {
        CommClient peer = clients.client();
        listening(peer, IncomingOffer::accept);
        ClientLink opener = connect(clients.client(key(), "phone", builder -> builder.maxChannels(2)));
        Channel first = get(opener.openChannel(peer.identity()));
        get(opener.openChannel(peer.identity()));

        assertThatThrownBy(() -> get(opener.openChannel(peer.identity())))
                .isInstanceOf(ClientException.LimitReached.class);
        get(first.close());
        assertThat(get(opener.openChannel(peer.identity()))).isNotNull();
    }

    /// Each ask may be ahead of the other or not: whoever has the other's offer before it asks, accepts it.
    @RepeatedTest(10)
    void twoPeersThatAskAtOnceGetAChannelEach() {
        CommClient one = clients.client();
        CommClient other = clients.client();
        ClientLink oneLink = listening(one, IncomingOffer::accept);
        ClientLink otherLink = listening(other, IncomingOffer::accept);

        Mono<Tuple2<Channel, Channel>> both =
                Mono.zip(oneLink.openChannel(other.identity()), otherLink.openChannel(one.identity()));

        Tuple2<Channel, Channel> channels = get(both);
        assertThat(channels.getT1().peer()).isEqualTo(other.identity());
        assertThat(channels.getT2().peer()).isEqualTo(one.identity());
        get(channels.getT1().send(repeated("a", 3)));
        get(channels.getT2().send(repeated("b", 3)));
    }

    @Test
    void manyChannelsShareTheWindow() {
        CommClient peer = clients.client();
        listening(peer, offer -> offer.accept().flatMapMany(Channel::receive).then());
        ClientLink opener = connect(clients.client());
        long each = 100_000;

        Mono<Long> all =
                Flux.range(0, 32)
                        .flatMap(i -> opener.openChannel(peer.identity()), 4)
                        .flatMap(channel -> channel.send(data(each, 30_000)).then(channel.close()), 32)
                        .filter(ChannelEnd::inOrder)
                        .count();

        assertThat(all.block(SOON.multipliedBy(3))).isEqualTo(32);
    }

    private Pair pair() {
        CommClient peer = clients.client();
        Sinks.One<Channel> accepted = Sinks.one();
        ClientLink acceptorLink = listening(peer, offer -> offer.accept().doOnNext(accepted::tryEmitValue));
        ClientLink openerLink = connect(clients.client());
        Channel opener = get(openerLink.openChannel(peer.identity()));
        return new Pair(openerLink, opener, acceptorLink, get(accepted.asMono()));
    }

    private static Flux<ByteBuffer> repeated(String text, int times) {
        return Flux.range(0, times).map(i -> bytes(text));
    }

    private static ByteBuffer bytes(String text) {
        return ByteBuffer.wrap(text.getBytes(StandardCharsets.UTF_8));
    }

    private static String text(ByteBuffer buffer) {
        return StandardCharsets.UTF_8.decode(buffer).toString();
    }

    private record Pair(ClientLink openerLink, Channel opener, ClientLink acceptorLink, Channel acceptor) {}

    /// Tells when so many bytes have passed.
    private static final class Reached {

        private final long total;
        private long passed;

        private Reached(long total) {
            this.total = total;
        }

        private boolean add(ByteBuffer buffer) {
            passed += buffer.remaining();
            return passed >= total;
        }
    }
}
