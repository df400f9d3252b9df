package one.commserver.history;

import one.commserver.client.Channel;
import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.client.CommClient;
import one.commserver.client.IncomingOffer;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.history.Event.Claim;
import one.commserver.history.Event.Stream;
import one.commserver.protocol.ConnectionKind;

import reactor.core.Disposable;
import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;

/// Clones of one device that take one slot from each other, and all call the same listener. Who has lost the slot goes
/// on as if it hadn't, until its connection ends.
final class Rivals implements Runnable {

    private static final Duration PACE = Duration.ofMillis(50);
    private static final Duration BEAT = Duration.ofMillis(250);
    private static final Duration SHORT = Duration.ofSeconds(8);

    private final String slot;
    private final String url;
    private final History history;
    private final Random random;
    private final SigningKey key = Actors.key();
    private final CommClient listener;
    private final AtomicInteger claims = new AtomicInteger();
    private final Map<Integer, Stream> streams = new ConcurrentHashMap<>();
    private final List<ClientLink> links = new CopyOnWriteArrayList<>();
    private volatile boolean over;

    Rivals(int number, String url, History history, Random random) {
        this.slot = "slot-" + number;
        this.url = url;
        this.history = history;
        this.random = random;
        this.listener = Actors.client(Actors.key(), url, "listener");
    }

    void begin() {
        ClientSession session = listener.session(ConnectionKind.DATA);
        session.offers().flatMap(IncomingOffer::accept, Integer.MAX_VALUE).subscribe(this::listen, failure -> {});
        session.open();
        Actors.get(session.links().next());
    }

    /// Until [#end], one claim after another, and now and then two at once.
    @Override
    public void run() {
        while (!over) {
            if (random.nextInt(5) == 0) {
                Thread other = Thread.ofVirtual().start(this::claim);
                claim();
                join(other);
            } else {
                claim();
            }
            Faults.pass(Duration.ofMillis(200 + random.nextInt(600)));
        }
    }

    /// No more claims.
    void end() {
        over = true;
    }

    /// Ends all that are left, which are theirs to end.
    void close() {
        links.forEach(link -> link.close().onErrorComplete().block(Actors.PATIENCE));
        Actors.get(listener.close());
    }

    private void claim() {
        var claim = new Claim(slot, claims.incrementAndGet());
        CommClient client = Actors.client(key, url, "clone");
        history.add(new Event.Began(claim));
        ClientLink link;
        try {
            link = client.connect(ConnectionKind.DATA).block(SHORT);
        } catch (RuntimeException refused) {
            return;
        }
        history.add(new Event.Entered(claim));
        links.add(link);
        Disposable talk = talk(claim, link).subscribe(ignored -> {}, failure -> {});
        Disposable beats =
                Actors.ticks(BEAT)
                        .concatMap(tick -> {
                            long asked = history.now();
                            return link.heartbeat().doOnNext(trip -> history.add(new Event.Alive(claim, asked)));
                        })
                        .subscribe(ignored -> {}, failure -> {});
        link.closed()
                .subscribe(end -> {
                    history.add(new Event.Left(claim, end.status().toString()));
                    talk.dispose();
                    beats.dispose();
                    links.remove(link);
                });
    }

    private Mono<Void> talk(Claim claim, ClientLink link) {
        var stream = new Stream(slot, key.identity(), listener.identity(), claim);
        streams.put(claim.number(), stream);
        return link.openChannel(listener.identity())
                .flatMap(channel ->
                        channel.send(
                                Actors.ticks(PACE)
                                        .map(number -> {
                                            history.add(new Event.Sent(stream, number));
                                            return Frames.frame(claim.number(), number);
                                        })));
    }

    private void listen(Channel channel) {
        var frames = new Frames();
        Identity by = listener.identity();
        channel.receive()
                .subscribe(
                        piece ->
                                frames.take(
                                        piece,
                                        (sender, number) ->
                                                history.add(new Event.Received(streams.get(sender), by, number))),
                        failure -> {});
    }

    private static void join(Thread thread) {
        try {
            thread.join();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
