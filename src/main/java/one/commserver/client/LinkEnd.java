package one.commserver.client;

import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.ServerDraining;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

/// How a link has ended.
///
/// @param status what the close frame said
/// @param by who ended it
/// @param error what the server said before it closed, if it did
/// @param cause why this side ended it, where the application didn't ask for that
/// @param draining what the server said last about its going away, if it did
public record LinkEnd(
        CloseStatus status,
        ConnectionEnd.By by,
        @Nullable ErrorMessage error,
        @Nullable ClientException cause,
        @Nullable ServerDraining draining) {

    /// Whether a newer connection of the same slot took over. Whoever is replaced doesn't connect again by itself: two
    /// would fight for ever.
    public boolean isReplaced() {
        return by == ConnectionEnd.By.REMOTE && status.equals(CloseStatus.of(CloseReason.REPLACED));
    }

    /// Whether, and when, connecting again makes sense.
    public CloseReason.Reconnect reconnect() {
        if (cause != null) {
            boolean silent = cause instanceof ClientException.RequestTimedOut;
            return silent ? CloseReason.Reconnect.NOW : CloseReason.Reconnect.NO;
        }
        return error == null ? status.reconnect() : CloseReason.Reconnect.of(error.retry());
    }

    /// Whether the server has closed it because it goes away.
    boolean isRestart() {
        return by == ConnectionEnd.By.REMOTE && status.code() == CloseReason.RESTARTING.code();
    }

    /// Whether the session may go on with the next link. A server that goes away keeps none unless it has said so, and
    /// where connecting again makes no sense nobody waits for it.
    boolean leavesSession() {
        boolean kept = draining != null && draining.resumable();
        return (kept || !isRestart()) && reconnect() != CloseReason.Reconnect.NO;
    }
}
