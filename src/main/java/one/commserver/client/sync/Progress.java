package one.commserver.client.sync;

import one.commserver.client.ClientException;

/// Whether it is worth going on after a break. For one thread at a time.
final class Progress {

    /// How many breaks in a row may come without anything getting done in between.
    private static final int PATIENCE = 5;

    private int idle;

    /// Something got done.
    void made() {
        idle = 0;
    }

    /// Whether to try once more after this failure.
    boolean allows(Throwable failure) {
        boolean lost =
                failure instanceof ClientException.LinkClosed || failure instanceof ClientException.RequestTimedOut;
        return lost && once();
    }

    /// Whether to try once more.
    boolean once() {
        return ++idle <= PATIENCE;
    }
}
