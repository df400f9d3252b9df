package one.commserver.protocol;

import org.jspecify.annotations.Nullable;

/// A text frame that isn't a message. Its text names the field and the rule and never echoes a value, so it may be sent
/// to whoever sent the frame. It carries no stack trace: hostile input must stay cheap.
public final class MalformedMessageException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final ErrorCode code;
    private final @Nullable String ref;

    MalformedMessageException(ErrorCode code, @Nullable String ref, String sentence) {
        super(sentence, null, false, false);
        this.code = code;
        this.ref = ref;
    }

    /// One of [ErrorCode#MALFORMED_MESSAGE], [ErrorCode#UNKNOWN_TYPE], [ErrorCode#INVALID_MESSAGE] and
    /// [ErrorCode#AUTH_IDENTITY].
    public ErrorCode code() {
        return code;
    }

    /// The mark of the refused message, if it had a valid one.
    public @Nullable String ref() {
        return ref;
    }

    /// The error to answer with.
    public ErrorMessage toError() {
        return ErrorMessage.of(code, ref).because(sentence());
    }

    /// What is wrong, in a sentence.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
