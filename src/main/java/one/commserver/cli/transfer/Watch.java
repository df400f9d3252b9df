package one.commserver.cli.transfer;

/// Hears how a transfer goes. Called by one thread after another, which must not be held up.
public interface Watch {

    /// It begins, or goes on.
    ///
    /// @param name the file's, harmless
    /// @param before how many bytes are there already
    /// @param size how many there will be
    void begins(String name, long before, long size);

    /// So many bytes more.
    void passed(long bytes);

    /// No more come, whether it is complete or not.
    void ends();
}
