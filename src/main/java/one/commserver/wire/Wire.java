package one.commserver.wire;

import java.time.Duration;

/// What carries a connection's events: a WebSocket, or a channel through a relay. Single-threaded: but for
/// [#execute] and [#schedule], everything is called on the wire's own thread.
public interface Wire {

    /// Runs a task on the wire's thread, soon and in order. Any thread may call it; it never runs the task inline.
    void execute(Runnable task);

    /// Runs a task on the wire's thread after a delay, unless the wire is gone by then.
    void schedule(Duration delay, Runnable task);

    /// Whether the caller is on the wire's thread.
    boolean isOwnThread();

    /// Whether more can be written without piling up in the wire.
    boolean isWritable();

    /// Writes an event; it leaves with the next [#flush].
    void write(ConnectionEvent event);

    /// Sends what was written.
    void flush();

    /// Sends a close frame and waits a while for the answer before it cuts.
    void close(CloseStatus status, Duration patience);

    /// Sends a close frame if that is possible at once, and cuts.
    void terminate(CloseStatus status);

    /// Stops reading, or goes on.
    void reading(boolean on);

    /// Hears nothing from now on but a close, which it still answers.
    void deafen();

    /// Where it comes from and leads to, fit for a log.
    Route route();

    /// The two ends of a wire, as far as they are known.
    record Route(String source, String destination) {
        @Override
        public String toString() {
            return source + " -> " + destination;
        }
    }
}
