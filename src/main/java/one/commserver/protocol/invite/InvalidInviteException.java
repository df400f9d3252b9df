package one.commserver.protocol.invite;

/// Bytes that are no invite, or an invite that breaks a rule. The message names the rule and repeats no value.
public final class InvalidInviteException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    InvalidInviteException(String rule) {
        super(rule);
    }

    /// The rule, in a sentence.
    public String sentence() {
        return String.valueOf(getMessage());
    }
}
