package one.commserver.bench.library;

import one.commserver.bench.load.Message;
import one.commserver.bench.load.Recorder;
import one.commserver.protocol.FrameHeader;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.publisher.Sinks;

import java.nio.ByteBuffer;
import java.util.Random;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;

/// What [Pair] is, with two clients of the library at its ends, which have threads of their own. Without encryption a
/// message makes a frame as long as a [Message].
final class ClientPair {

    private static final int SIZE = Message.SIZE - FrameHeader.LENGTH;

    /// Of the body, which is behind the message's number.
    private static final int BODY = Long.BYTES;

    /// Every 64th body is compared.
    private static final int CHECKED = 64;

    private final byte[] content = new byte[SIZE];
    private final Recorder recorder;
    private final Sinks.Many<ByteBuffer> outgoing = Sinks.many().unicast().onBackpressureBuffer();
    private final AtomicLong arrived = new AtomicLong();
    private int window;
    private long sent;

    /// @param send sends all that there will be, for good
    /// @param receive what comes at the other end
    ClientPair(
            int index, Function<Publisher<ByteBuffer>, Mono<Void>> send, Flux<ByteBuffer> receive, Recorder recorder) {
        this.recorder = recorder;
        new Random(index).nextBytes(content);
        send.apply(outgoing.asFlux()).subscribe(nothing -> {}, recorder::fail);
        receive.subscribe(
                this::receive, recorder::fail, () -> recorder.fail(new IllegalStateException("a client has left")));
    }

    /// Messages that have arrived so far. Any thread.
    long arrived() {
        return arrived.get();
    }

    /// Whether everything that was sent has arrived. Any thread.
    synchronized boolean isDrained() {
        return sent == arrived.get();
    }

    /// How many messages may be in flight from now on. Any thread.
    synchronized void window(int messages) {
        window = messages;
        fill();
    }

    private synchronized void fill() {
        while (sent - arrived.get() < window) {
            outgoing.tryEmitNext(ByteBuffer.wrap(content.clone()).putLong(0, sent)).orThrow();
            sent++;
        }
    }

    private void receive(ByteBuffer message) {
        long sequence = arrived.get();
        int start = message.position();
        boolean right =
                message.remaining() == SIZE
                        && message.getLong(start) == sequence
                        && (sequence % CHECKED != 0
                                || message.slice(start + BODY, SIZE - BODY)
                                        .equals(ByteBuffer.wrap(content, BODY, SIZE - BODY)));
        if (!right) {
            recorder.fail(
                    new IllegalStateException("message " + sequence + " arrived wrong, out of order or not at all"));
            return;
        }
        arrived.set(sequence + 1);
        fill();
    }
}
