package one.commserver.client.peer;

import one.commserver.client.flow.UnicastQueue;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;

import java.nio.ByteBuffer;
import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Messages that wait for the application, which takes them one subscriber at a time. While one waits the connection
/// doesn't read. Belongs to the connection's thread, but for [#messages].
final class Inbox {

    private final Consumer<Boolean> reading;
    private final UnicastQueue<ByteBuffer> waiting;
    private boolean paused;

    /// @param loop the connection's thread; never runs a task inline
    /// @param reading told to stop, and to go on
    Inbox(Executor loop, Consumer<Boolean> reading) {
        this.reading = reading;
        this.waiting = new UnicastQueue<>("the connection", loop, new Pausing());
    }

    Flux<ByteBuffer> messages() {
        return waiting.elements();
    }

    /// Whether a message waits, and so nothing is read.
    boolean isPaused() {
        return paused;
    }

    void add(ByteBuffer message) {
        waiting.add(message);
    }

    /// Nothing more comes. What waits can still be taken.
    ///
    /// @param why null if the peer has sent all that it wanted to
    void end(@Nullable Throwable why) {
        waiting.end(why);
    }

    private final class Pausing implements UnicastQueue.Owner<ByteBuffer> {

        @Override
        public void leaving(ByteBuffer next) {
            // what matters is whether another one waits behind it
        }

        @Override
        public void settled(boolean subscribed, boolean isEmpty) {
            if (paused == isEmpty) {
                paused = !isEmpty;
                reading.accept(isEmpty);
            }
        }
    }
}
