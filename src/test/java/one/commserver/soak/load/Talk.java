package one.commserver.soak.load;

import one.commserver.client.Channel;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.concurrent.ThreadLocalRandom;

/// Both ends of a channel, where both say something and all is checked.
final class Talk {

    private final Channel near;
    private final Channel far;
    private final Stream there = new Stream(ThreadLocalRandom.current().nextLong());
    private final Stream back = new Stream(ThreadLocalRandom.current().nextLong());

    /// Whose ends nobody else listens to.
    Talk(Channel near, Channel far) {
        this.near = near;
        this.far = far;
        listen(near, back);
        listen(far, there);
    }

    private static void listen(Channel channel, Stream stream) {
        channel.receive().subscribe(stream::take, stream::fail, () -> stream.fail(new IllegalStateException("closed")));
    }

    /// Says something both ways, and waits until it is there.
    ///
    /// @param amid happens when half of it has been given away
    void exchange(Runnable amid, int... sizes) throws Exception {
        Clients.run(
                Mono.when(near.send(buffers(there, amid, sizes)), far.send(buffers(back, () -> {}, sizes)))
                        .then(Mono.when(near.confirmed(), far.confirmed())));
        there.await();
        back.await();
    }

    void exchange(int... sizes) throws Exception {
        exchange(() -> {}, sizes);
    }

    private static Publisher<ByteBuffer> buffers(Stream stream, Runnable amid, int... sizes) {
        return Flux.range(0, sizes.length)
                .doOnNext(index -> {
                    if (index == sizes.length / 2) {
                        amid.run();
                    }
                })
                .map(index -> stream.next(sizes[index]));
    }

    /// Closes it, and waits until both know.
    void close() {
        Clients.get(near.close());
        Clients.get(far.closed());
    }

    @Override
    public String toString() {
        return Arrays.asList(near, far).toString();
    }
}
