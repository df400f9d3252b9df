package one.commserver.crypto.agreement;

import java.io.Serial;

/// A peer's share of a key agreement that is none. Its message never repeats the input. No stack trace: hostile input
/// must stay cheap.
public final class InvalidKeyShareException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    InvalidKeyShareException(String message) {
        super(message, null, false, false);
    }
}
