package one.commserver.operations.asking;

/// A node asks one question at a time.
public final class BusyException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    public BusyException() {
        super("somebody else is asking; ask again");
    }
}
