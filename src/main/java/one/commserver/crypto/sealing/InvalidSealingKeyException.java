package one.commserver.crypto.sealing;

import java.io.Serial;

/// A sealing key that is none, or what is said of one breaks a rule. The message names the rule and repeats no value.
/// No stack trace: hostile input must stay cheap.
public final class InvalidSealingKeyException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    /// @param rule a sentence, which may be sent to a stranger
    public InvalidSealingKeyException(String rule) {
        super(rule, null, false, false);
    }

    /// The rule, in a sentence.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
