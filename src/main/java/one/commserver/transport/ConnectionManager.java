package one.commserver.transport;

import java.util.stream.Stream;

/// The links that are open.
public interface ConnectionManager {

    /// How many there are, those included that are being refused.
    int connectionCount();

    /// How many there may be.
    int maxConnections();

    /// Whether one more fits.
    default boolean canAcceptConnection() {
        return connectionCount() < maxConnections();
    }

    /// All of them, as they are at some moment of the iteration.
    Stream<Link> links();
}
