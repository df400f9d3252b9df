package one.commserver.client.flow;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Flux;

import java.util.concurrent.Executor;
import java.util.function.Consumer;

/// Messages that wait for the application, which takes them one subscriber at a time. While one waits the connection
/// doesn't read. Belongs to the connection's thread, but for [#messages].
///
/// @param <T> what waits
public final class PausingQueue<T> {

    private final Consumer<Boolean> reading;
    private final UnicastQueue<T> waiting;
    private boolean paused;

    /// @param loop the connection's thread; never runs a task inline
    /// @param reading told to stop, and to go on
    public PausingQueue(Executor loop, Consumer<Boolean> reading) {
        this.reading = reading;
        this.waiting = new UnicastQueue<>("the connection", loop, new Pausing());
    }

    /// All that comes, see [UnicastQueue#elements]. Any thread.
    public Flux<T> messages() {
        return waiting.elements();
    }

    /// Whether a message waits, and so nothing is read.
    public boolean isPaused() {
        return paused;
    }

    /// The next one has come.
    public void add(T message) {
        waiting.add(message);
    }

    /// Nothing more comes. What waits can still be taken.
    ///
    /// @param why null if the peer has sent all that it wanted to
    public void end(@Nullable Throwable why) {
        waiting.end(why);
    }

    private final class Pausing implements UnicastQueue.Owner<T> {

        @Override
        public void leaving(T next) {
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
