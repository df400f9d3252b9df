package one.commserver.crypto.box;

import java.io.Serial;

/// Something doesn't open: sealed with another key or nonce, or changed on its way. Which of these it was nobody is
/// told, and there is no stack trace that could tell.
public final class BoxOpeningException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /// There is nothing to say about it.
    public BoxOpeningException() {
        super("what was sealed doesn't open", null, false, false);
    }
}
