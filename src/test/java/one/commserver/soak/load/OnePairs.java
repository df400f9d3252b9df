package one.commserver.soak.load;

import one.commserver.client.one.OneConnection;
import one.commserver.client.one.OneListener;
import one.commserver.client.one.OnePayload;
import one.commserver.client.one.OneSettingsBuilder;
import one.commserver.client.one.plugin.OneException;
import one.commserver.client.one.plugin.OneException.Reason;
import one.commserver.crypto.box.BoxKeyPair;

import reactor.core.Disposable;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.retry.Retry;

import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// Somebody who waits in the ONE dialect, and others who ask for him, say something both ways, and leave; each with a
/// key that was never seen before.
final class OnePairs implements Actor {

    private static final int[] SIZES = {1, 100, 1_000, 60_000, 200_000};

    private final String url;
    private final OneSettingsBuilder settings =
            new OneSettingsBuilder()
                    .reconnectDelay(Duration.ofMillis(100))
                    .closePatience(Duration.ofSeconds(2))
                    .openTimeout(Clients.PATIENCE)
                    .handshakeTimeout(Clients.PATIENCE)
                    .spares(2);
    private final BoxKeyPair own = BoxKeyPair.generate();
    private final Accepted<OneConnection> accepted = new Accepted<>();
    private final Disposable listening;
    private long steps;

    OnePairs(int port) {
        url = Clients.url(port);
        OneListener listener = settings.listener(url, own);
        listening = listener.connections().subscribe(accepted::add, failure -> {});
    }

    @Override
    public void step() throws Exception {
        steps++;
        try (BoxKeyPair asking = BoxKeyPair.generate()) {
            OneConnection near =
                    Clients.get(
                            Mono.defer(() -> settings.requester(url, asking).connect(own.publicKey()))
                                    .retryWhen(untilSomebodyWaits()));
            OneConnection far = accepted.next();
            exchange(near, far);
            exchange(far, near);
            Clients.get(near.close());
            Clients.get(far.ended());
        }
    }

    /// Another spare takes the place of the one that was handed over a little later.
    private static Retry untilSomebodyWaits() {
        return Retry.fixedDelay(200, Duration.ofMillis(100))
                .filter(failure -> failure instanceof OneException refused && refused.reason() == Reason.REFUSED);
    }

    private void exchange(OneConnection from, OneConnection to) {
        var stream = new Stream(steps);
        var sent = new ArrayList<OnePayload>();
        for (int size : SIZES) {
            sent.add(new OnePayload.Bytes(stream.next(size)));
        }
        sent.add(new OnePayload.Text("step " + steps));
        Mono<Void> sending = Flux.fromIterable(sent).concatMap(each -> send(from, each)).then();
        Mono<List<OnePayload>> receiving = to.receive().take(sent.size()).collectList();
        List<OnePayload> received = Clients.get(Mono.zip(sending.thenReturn(true), receiving)).getT2();
        if (!received.equals(sent)) {
            throw new IllegalStateException("in the ONE dialect something else came than was sent: " + received);
        }
    }

    private static Mono<Void> send(OneConnection from, OnePayload payload) {
        return switch (payload) {
            case OnePayload.Text(String text) -> from.sendText(Mono.just(text));
            case OnePayload.Bytes(ByteBuffer data) -> from.send(Mono.just(data.duplicate()));
        };
    }

    @Override
    public void close() {
        listening.dispose();
        own.close();
    }
}
