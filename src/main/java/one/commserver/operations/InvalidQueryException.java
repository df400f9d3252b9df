package one.commserver.operations;

/// A question that makes no sense; the message tells the operator what would.
final class InvalidQueryException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    InvalidQueryException(String message) {
        super(message);
    }
}
