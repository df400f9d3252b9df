package one.commserver.crypto;

import java.io.Serial;

/// An identity or public key that is none. Its message never repeats the input and may be sent to a stranger.
public final class InvalidIdentityException extends IllegalArgumentException {

    @Serial private static final long serialVersionUID = 1L;

    InvalidIdentityException(String message) {
        super(message);
    }
}
