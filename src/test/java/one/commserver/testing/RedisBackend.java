package one.commserver.testing;

/// What a [RedisServer] runs in.
interface RedisBackend extends AutoCloseable {

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
