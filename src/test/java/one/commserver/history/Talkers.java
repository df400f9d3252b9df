package one.commserver.history;

import one.commserver.client.Channel;
import one.commserver.client.ClientSession;
import one.commserver.client.CommClient;
import one.commserver.client.IncomingOffer;
import one.commserver.crypto.Identity;
import one.commserver.history.Event.Stream;
import one.commserver.protocol.ConnectionKind;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.nio.ByteBuffer;
import java.time.Duration;

/// Two clients that return whenever they are cut, and talk over one channel from the beginning to the end.
public final class Talkers {

    private static final Duration PACE = Duration.ofMillis(100);

    private final String name;
    private final History history;
    private final CommClient one;
    private final CommClient other;
    private final Sinks.Empty<Void> quiet = Sinks.empty();
    private Mono<Void> talk = Mono.empty();

    public Talkers(int number, String url, History history) {
        this.name = "talkers-" + number;
        this.history = history;
        this.one = Actors.client(Actors.key(), url, "phone");
        this.other = Actors.client(Actors.key(), url, "desk");
    }

    /// Connects them, and has them talk.
    public void begin() {
        ClientSession caller = one.session(ConnectionKind.DATA);
        ClientSession called = other.session(ConnectionKind.DATA);
        Sinks.One<Channel> accepted = Sinks.one();
        called.offers().flatMap(IncomingOffer::accept).subscribe(accepted::tryEmitValue, failure -> {});
        called.open();
        caller.open();
        Actors.get(called.links().next());
        Actors.get(caller.links().next());
        Channel near = Actors.get(caller.openChannel(other.identity()));
        Channel far = Actors.get(accepted.asMono());
        var there = new Stream(name, one.identity(), other.identity(), null);
        var back = new Stream(name, other.identity(), one.identity(), null);
        listen(far, there, other.identity());
        listen(near, back, one.identity());
        talk = Mono.when(send(near, there), send(far, back)).cache();
        talk.subscribe(ignored -> {}, failure -> {});
    }

    /// They say nothing more.
    ///
    /// @return completes when all has been confirmed, or the talk has failed, which stands in the history
    public Mono<Void> end() {
        quiet.tryEmitEmpty();
        return talk.timeout(Actors.PATIENCE).onErrorComplete();
    }

    public void close() {
        Actors.get(Mono.when(one.close(), other.close()));
    }

    private Mono<Void> send(Channel channel, Stream stream) {
        Flux<ByteBuffer> frames =
                Actors.ticks(PACE)
                        .takeUntilOther(quiet.asMono())
                        .map(number -> {
                            history.add(new Event.Sent(stream, number));
                            return Frames.frame(0, number);
                        });
        return channel.send(frames)
                .then(channel.confirmed())
                .doOnSuccess(done -> history.add(new Event.Confirmed(stream)))
                .doOnError(failure -> history.add(new Event.Broken(stream, failure.toString())));
    }

    private void listen(Channel channel, Stream stream, Identity by) {
        var frames = new Frames();
        channel.receive()
                .subscribe(
                        piece ->
                                frames.take(
                                        piece, (sender, number) -> history.add(new Event.Received(stream, by, number))),
                        failure -> {});
    }
}
