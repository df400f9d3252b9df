package one.commserver.crypto.sealing;

import java.io.Serial;

/// Something doesn't open: sealed to another key, under other info or associated data, or changed on its way. Which of
/// these it was nobody is told, and there is no stack trace that could tell.
public final class OpeningFailedException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /// There is nothing to say about it.
    public OpeningFailedException() {
        super("what was sealed doesn't open", null, false, false);
    }
}
