package one.commserver.transport;

import org.jspecify.annotations.Nullable;

/// Decides where the binary frames of one link go. Who implements it never sees a payload, who moves payloads knows no
/// channel. Called on the link's own thread.
///
/// Spec: chapter 8, flow.
public interface FrameSwitch {

    /// The way of a channel's data frames, or null if there is none.
    @Nullable FrameRoute route(int channel);

    /// A data frame came for a channel without a route.
    ///
    /// @return false if that number was never open: a violation
    boolean unrouted(int channel, int size);

    /// A flow frame came.
    ///
    /// @param received bytes that have arrived at the client
    /// @param limit up to which count it may be sent to
    /// @return false if that number was never open: a violation
    boolean flow(int channel, long received, long limit);
}
