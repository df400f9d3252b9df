package one.commserver.protocol;

/// A field of a message breaks its rule. Its message names field and rule, never the value.
public final class InvalidFieldException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    private final String field;

    /// @param field the name on the wire
    /// @param rule what it must be, to follow the field's name in a sentence
    public InvalidFieldException(String field, String rule) {
        super("field '" + field + "' " + rule);
        this.field = field;
    }

    /// The field's name on the wire.
    public String field() {
        return field;
    }
}
