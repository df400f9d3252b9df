package one.commserver.protocol.sealing;

import java.io.Serial;

/// Bytes that are no sealed object, or one that breaks a rule. The message names the rule and repeats no value. No
/// stack trace: hostile input must stay cheap.
public final class InvalidSealedObjectException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    InvalidSealedObjectException(String rule) {
        super(rule, null, false, false);
    }

    /// The rule, in a sentence.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
