package one.commserver.soak.load;

import one.commserver.client.Channel;

import org.reactivestreams.Subscription;

import reactor.core.publisher.BaseSubscriber;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.time.Duration;

/// Somebody who doesn't read for a while: first its application, then its socket too.
final class SlowReaders implements Actor {

    private static final int PIECE = 32 * 1024;

    /// Twice the window of a channel.
    private static final int PIECES = 64;

    private static final Duration WHILE = Duration.ofMillis(500);

    private final Sessions sessions;
    private long steps;

    SlowReaders(int port) throws IOException {
        sessions = new Sessions(port);
    }

    /// Asks for nothing until it is told to.
    private static final class Reader extends BaseSubscriber<ByteBuffer> {

        private final Stream stream;

        private Reader(Stream stream) {
            this.stream = stream;
        }

        @Override
        protected void hookOnSubscribe(Subscription subscription) {
            // not yet
        }

        @Override
        protected void hookOnNext(ByteBuffer piece) {
            stream.take(piece);
        }

        @Override
        protected void hookOnError(Throwable failure) {
            stream.fail(failure);
        }
    }

    @Override
    public void step() throws Exception {
        Sessions.Ends ends = sessions.ends();
        var stream = new Stream(steps++);
        var reader = new Reader(stream);
        ends.far().receive().subscribe(reader);
        Mono<Void> sent = send(ends.near(), stream).cache();
        if (steps % 2 == 0) {
            reader.request(Long.MAX_VALUE);
            sessions.line()
                    .standStill(() -> {
                        sent.subscribe(done -> {}, stream::fail);
                        Waiting.pass(WHILE);
                    });
        } else {
            sent.subscribe(done -> {}, stream::fail);
            Waiting.pass(WHILE);
            if (stream.arrived() > 0) {
                throw new IllegalStateException("something came to somebody who has asked for nothing");
            }
            reader.request(Long.MAX_VALUE);
        }
        Clients.run(sent);
        stream.await();
        Clients.get(ends.near().close());
        Clients.get(ends.far().closed());
    }

    private static Mono<Void> send(Channel channel, Stream stream) {
        return channel.send(Flux.range(0, PIECES).map(index -> stream.next(PIECE)));
    }

    @Override
    public void close() throws IOException {
        sessions.close();
    }
}
