package one.commserver.e2e;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import one.commserver.protocol.ChannelMessage.ChannelClosed;
import one.commserver.protocol.ChannelMessage.ChannelInterrupted;
import one.commserver.protocol.ChannelMessage.ChannelResumed;
import one.commserver.protocol.FrameHeader;

import org.jspecify.annotations.Nullable;

import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/// One end of a channel that lives through breaks as chapter 8 says: it keeps all that it has sent, answers each break
/// with what it has received, and sends again what hasn't arrived. Its frames are numbers.
final class Pilot implements AutoCloseable {

    static final int FRAME = FrameHeader.LENGTH + Integer.BYTES;

    private static final Duration PAUSE = Duration.ofMillis(50);

    private final int channel;
    private final List<Integer> got = new ArrayList<>();
    private final Thread thread;
    private RawClient client;
    private int sent;
    private int next;
    private long limit = Joined.WINDOW;
    private int generation = 1;
    private boolean isOpen = true;
    private boolean isStopped;
    private @Nullable String closed;
    private @Nullable Throwable failure;

    Pilot(RawClient client, int channel) {
        this.client = client;
        this.channel = channel;
        thread = Thread.ofVirtual().start(this::run);
    }

    /// Sends the next numbers.
    synchronized void say(int count) {
        sent += count;
        pump();
    }

    /// As far as the other end lets it.
    private void pump() {
        while (isOpen && next < sent && (next + 1L) * FRAME <= limit) {
            frame(next++);
        }
    }

    /// Goes on with another socket, which has been authenticated.
    synchronized void back(RawClient again) {
        assertThat(again.hello().resumed()).isTrue();
        client = again;
        isOpen = false;
        var found = again.hello().channels().stream().filter(summary -> summary.channel() == channel).findFirst();
        assertThat(found).as("the channel in " + again.hello().channels()).isPresent();
        assertThat(found.get().generation()).isGreaterThanOrEqualTo(generation);
        generation = found.get().generation();
        answer();
    }

    synchronized RawClient client() {
        return client;
    }

    synchronized int sent() {
        return sent;
    }

    synchronized @Nullable String closed() {
        return closed;
    }

    /// All that the other end has sent has come, once and in order.
    void has(Pilot other) {
        await().atMost(Duration.ofSeconds(40))
                .until(() -> {
                    synchronized (this) {
                        return isBroken() || other.isBroken() || got.size() >= other.sent();
                    }
                });
        other.isWhole();
        synchronized (this) {
            isWhole();
            assertThat(got).isEqualTo(IntStream.range(0, other.sent()).boxed().toList());
        }
    }

    private synchronized boolean isBroken() {
        return failure != null || closed != null;
    }

    private synchronized void isWhole() {
        assertThat(failure).isNull();
        assertThat(closed).isNull();
    }

    /// Both say something, and both hear all of it.
    static void talk(Pilot one, Pilot other) {
        one.say(50);
        other.say(30);
        one.has(other);
        other.has(one);
    }

    private void frame(int number) {
        write(() -> client.data(channel, ByteBuffer.allocate(Integer.BYTES).putInt(number).array()));
    }

    private void answer() {
        write(() -> client.resume(channel, generation, received()));
    }

    private long received() {
        return (long) got.size() * FRAME;
    }

    /// What comes may still be read when the socket is cut already: what follows from it is written to the next one.
    private void write(Runnable writing) {
        try {
            writing.run();
        } catch (UncheckedIOException gone) {
            isOpen = false;
        }
    }

    private void run() {
        try {
            while (true) {
                RawClient now = client();
                Received next = now.within(PAUSE);
                synchronized (this) {
                    if (isStopped) {
                        return;
                    }
                    if (next != null && now == client) {
                        take(next);
                    }
                }
            }
        } catch (RuntimeException | AssertionError broken) {
            synchronized (this) {
                failure = broken;
            }
        }
    }

    private void take(Received received) {
        if (received instanceof Received.Binary frame && !frame.isFlow()) {
            got.add(ByteBuffer.wrap(frame.payload()).getInt());
        } else if (received instanceof Received.Binary flow) {
            limit = Math.max(limit, flow.limit());
            pump();
        } else if (received instanceof Received.Text(String json)) {
            switch (RawClient.CODEC.decodeServer(json)) {
                case ChannelInterrupted broken when broken.generation() > generation -> {
                    generation = broken.generation();
                    isOpen = false;
                    answer();
                }
                case ChannelResumed resumed when resumed.generation() == generation -> {
                    assertThat(resumed.received()).isLessThanOrEqualTo((long) sent * FRAME);
                    isOpen = true;
                    write(() -> client.flow(channel, received(), received() + Joined.WINDOW));
                    next = (int) (resumed.received() / FRAME);
                    limit = resumed.limit();
                    pump();
                }
                case ChannelClosed over -> closed = over.reason();
                default -> {}
            }
        }
    }

    @Override
    public void close() {
        synchronized (this) {
            isStopped = true;
        }
        thread.interrupt();
    }
}
