package one.commserver.client.flow;

/// The server's counters or frames say what can't be.
public final class FlowViolationException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    FlowViolationException(String what) {
        super(what, null, false, false);
    }
}
