package one.commserver.relay.bus;

/// Bytes that no node of this version has written.
public final class MalformedBatchException extends Exception {

    private static final long serialVersionUID = 1L;

    MalformedBatchException(String problem) {
        super(problem);
    }
}
