package one.commserver.relay.channel;

/// Why a frame went nowhere. Each one is counted under its reason.
public enum DropReason {
    /// Its channel was closed already; the sender couldn't know yet.
    CLOSED_CHANNEL,
    /// Its channel is interrupted; the sender resends what counts.
    INTERRUPTED_CHANNEL,
    /// It went beyond the credit, which closed its channel.
    CREDIT_EXCEEDED
}
