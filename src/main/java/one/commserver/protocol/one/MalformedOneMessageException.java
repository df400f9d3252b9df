package one.commserver.protocol.one;

import java.io.Serial;

/// A text that isn't the message it should be. Its own text repeats nothing of it. No stack trace: hostile input must
/// stay cheap.
public final class MalformedOneMessageException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    private final OneFailure failure;

    MalformedOneMessageException(OneFailure failure) {
        super(failure.text(), null, false, false);
        this.failure = failure;
    }

    /// What is wrong with it.
    public OneFailure failure() {
        return failure;
    }
}
