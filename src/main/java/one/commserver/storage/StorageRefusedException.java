package one.commserver.storage;

/// It isn't clear which store is to be used. The message says what to set, and has no values in it that may be secret.
public final class StorageRefusedException extends IllegalArgumentException {

    private static final long serialVersionUID = 1L;

    StorageRefusedException(String message) {
        super(message);
    }
}
