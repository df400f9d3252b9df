package one.commserver.protocol;

import org.jspecify.annotations.Nullable;

import java.time.Duration;

/// A request is refused, and the client is told why. Handled once, where messages are dispatched; carries no stack
/// trace, since it is an answer and no failure of the server.
public final class RefusedException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient ErrorMessage error;

    private RefusedException(ErrorCode code, ErrorMessage error) {
        super(code.wireName(), null, false, false);
        this.code = code;
        this.error = error;
    }

    /// A refusal as its table says it.
    ///
    /// @param ref the mark of the message that is refused
    public static RefusedException of(ErrorCode code, @Nullable String ref) {
        return new RefusedException(code, ErrorMessage.of(code, ref));
    }

    /// The same with a moment to try again.
    public RefusedException retryAfter(Duration delay) {
        return new RefusedException(code, error.retryAfter(delay));
    }

    /// The same with the server's clock, RFC 3339.
    public RefusedException at(String time) {
        return new RefusedException(code, error.at(time));
    }

    /// The same for a channel.
    public RefusedException onChannel(int channel) {
        return new RefusedException(code, error.onChannel(channel));
    }

    /// The same for an object.
    public RefusedException aboutObject(String id) {
        return new RefusedException(code, error.aboutObject(id));
    }

    public ErrorCode code() {
        return code;
    }

    /// What the client is told.
    public ErrorMessage error() {
        return error;
    }
}
