package one.commserver.protocol;

import java.time.Duration;
import org.jspecify.annotations.Nullable;

/// A request is refused, and the client is told why. Handled once, where messages are dispatched; carries no stack trace,
/// since it is an answer and no failure of the server.
public final class Refusal extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final transient ErrorMessage error;

    private Refusal(ErrorCode code, ErrorMessage error) {
        super(code.wireName(), null, false, false);
        this.code = code;
        this.error = error;
    }

    /// A refusal as its table says it.
    ///
    /// @param ref the mark of the message that is refused
    public static Refusal of(ErrorCode code, @Nullable String ref) {
        return new Refusal(code, ErrorMessage.of(code, ref));
    }

    /// The same with a moment to try again.
    public Refusal retryAfter(Duration delay) {
        return new Refusal(code, error.retryAfter(delay));
    }

    /// The same with the server's clock, RFC 3339.
    public Refusal at(String time) {
        return new Refusal(code, error.at(time));
    }

    /// The same for a channel.
    public Refusal onChannel(int channel) {
        return new Refusal(code, error.onChannel(channel));
    }

    public ErrorCode code() {
        return code;
    }

    /// What the client is told.
    public ErrorMessage error() {
        return error;
    }
}
