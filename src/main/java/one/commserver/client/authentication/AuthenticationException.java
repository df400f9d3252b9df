package one.commserver.client.authentication;

import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ErrorMessage;

import org.jspecify.annotations.Nullable;

/// The server refused this client, or this client the server. Its text holds no secret.
public final class AuthenticationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable ErrorMessage error;
    private final CloseReason.Reconnect reconnect;

    AuthenticationException(String what, CloseReason.Reconnect reconnect) {
        super(what);
        this.error = null;
        this.reconnect = reconnect;
    }

    AuthenticationException(ErrorMessage error) {
        super("the server refused: " + error.code() + " (" + error.message() + ")");
        this.error = error;
        this.reconnect = CloseReason.Reconnect.of(error.retry());
    }

    /// What the server said, with its advice about trying again; null if it said nothing, or if it was this client that
    /// refused.
    public @Nullable ErrorMessage error() {
        return error;
    }

    /// Whether, and when, connecting again makes sense.
    public CloseReason.Reconnect reconnect() {
        return reconnect;
    }
}
