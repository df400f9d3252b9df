package one.commserver.client.authentication;

import one.commserver.protocol.ErrorMessage;

import org.jspecify.annotations.Nullable;

/// The server refused this client, or this client the server. Its text holds no secret.
public final class AuthenticationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient @Nullable ErrorMessage error;

    AuthenticationException(String what) {
        super(what);
        this.error = null;
    }

    AuthenticationException(ErrorMessage error) {
        super("the server refused: " + error.code() + " (" + error.message() + ")");
        this.error = error;
    }

    /// What the server said, with its advice about trying again; null if it said nothing, or if it was this client that
    /// refused.
    public @Nullable ErrorMessage error() {
        return error;
    }
}
