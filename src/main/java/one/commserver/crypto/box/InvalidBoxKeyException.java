package one.commserver.crypto.box;

import java.io.Serial;

/// A public key that is none, or one of small order. The message names the rule and repeats no value. No stack trace:
/// hostile input must stay cheap.
public final class InvalidBoxKeyException extends RuntimeException {

    @Serial private static final long serialVersionUID = 1L;

    InvalidBoxKeyException(String rule) {
        super(rule, null, false, false);
    }
}
