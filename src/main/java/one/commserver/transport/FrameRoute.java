package one.commserver.transport;

/// One direction of a channel, as the frame path sees it.
///
/// Spec: chapter 8, flow.
public interface FrameRoute {

    /// Counts a frame against the credit. On the sending link's thread.
    ///
    /// @param size the frame's bytes, header included
    /// @return false if it must not go on; the route has seen to the rest
    boolean admit(int size);

    /// Where it leaves.
    FrameOutlet outlet();

    /// The channel's number at the receiving end.
    int channel();

    /// Frames that were admitted have left for the socket. On the receiving link's thread.
    ///
    /// @param size of all, in bytes
    /// @param count how many
    void passedOn(int size, int count);

    /// Frames that were admitted will never leave. Any thread.
    ///
    /// @param size of all, in bytes
    /// @param count how many
    void discarded(int size, int count);

    /// Whether what still waits is to be dropped. On the receiving link's thread.
    boolean isDropped();
}
