package one.commserver.client;

import one.commserver.connection.ConnectionEnd;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.wire.CloseStatus;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.Optional;
import java.util.function.Predicate;

/// How a link has ended.
///
/// @param status what the close frame said
/// @param by who ended it
/// @param error what the server said before it closed, if it did
/// @param cause why this side ended it, where the application didn't ask for that
public record LinkEnd(
        CloseStatus status, ConnectionEnd.By by, @Nullable ErrorMessage error, @Nullable ClientException cause) {

    /// Whether a newer connection of the same slot took over. Whoever is replaced doesn't connect again by itself: two
    /// would fight for ever.
    public boolean isReplaced() {
        return by == ConnectionEnd.By.REMOTE && status.equals(CloseStatus.of(CloseReason.REPLACED));
    }

    /// Whether, and when, connecting again makes sense.
    public CloseReason.Reconnect reconnect() {
        if (cause instanceof ClientException.RequestTimedOut) {
            return CloseReason.Reconnect.NOW;
        } else if (by == ConnectionEnd.By.LOCAL) {
            return CloseReason.Reconnect.NO;
        } else if (by == ConnectionEnd.By.LOST) {
            return CloseReason.Reconnect.NOW;
        } else if (error != null) {
            return advice(error.retry());
        }
        return known(reason -> CloseStatus.of(reason).equals(status))
                .or(() -> known(reason -> reason.code() == status.code()))
                .map(CloseReason::reconnect)
                .orElse(status.isNormal() ? CloseReason.Reconnect.NO : CloseReason.Reconnect.LATER);
    }

    private static Optional<CloseReason> known(Predicate<CloseReason> matches) {
        return Arrays.stream(CloseReason.values()).filter(matches).findFirst();
    }

    private static CloseReason.Reconnect advice(ErrorCode.Retry retry) {
        return switch (retry) {
            case NO -> CloseReason.Reconnect.NO;
            case NOW -> CloseReason.Reconnect.NOW;
            case LATER -> CloseReason.Reconnect.LATER;
        };
    }
}
