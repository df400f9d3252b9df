package one.commserver.testing;

import java.util.List;

/// What a [RedisServer] runs in.
interface RedisBackend extends AutoCloseable {

    /// The options of every server: what it has answered it has written, so a killed one comes back with it. By default
    /// a Redis that waits for a slow disk answers first, and then a killed one has forgotten the last two seconds.
    /// A test may move its directory to where nothing can be written.
    List<String> KEEPING =
            List.of("--save", "", "--appendonly", "yes", "--appendfsync", "no", "--enable-protected-configs", "yes");

    /// Starts it, with the data that it had.
    void start();

    /// Its number among the processes of this machine; 0: it has none.
    default long processId() {
        return 0;
    }

    void stop();

    void kill();

    void pause();

    void resume();

    /// What it has said, for the message of a failure.
    String output();

    @Override
    void close();
}
