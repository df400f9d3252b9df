package one.commserver.bench.load;

/// How messages are sent. On the event loop.
public interface Load {

    /// Sends from now on.
    void start();

    /// Sends nothing more.
    void stop();
}
