package one.commserver.cli.doctor;

/// A check has failed. Its text says what is wrong, for whoever runs the server.
final class Trouble extends RuntimeException {

    private static final long serialVersionUID = 1L;

    Trouble(String what) {
        super(what);
    }

    Trouble(String what, Throwable cause) {
        super(what, cause);
    }
}
