package one.commserver.client.one;

import one.commserver.client.one.plugin.OneException;
import one.commserver.connection.Connection;
import one.commserver.crypto.box.BoxKeyPair;

import reactor.core.publisher.Mono;

/// Somebody whom others reach on sockets that the application has opened, without a server between them. Made by
/// [OneSettingsBuilder#acceptor].
public final class OneAcceptor {

    private final BoxKeyPair own;
    private final OneSettings settings;

    OneAcceptor(BoxKeyPair own, OneSettings settings) {
        this.own = own;
        this.settings = settings;
    }

    /// Waits for a request on a connection from which nothing was read yet, and answers it.
    ///
    /// @param connection with all plugins that belong below encryption, in state CONNECTED. Subscribing is done on its
    ///     thread; it belongs to what comes of it from then on
    /// @return the connection when both ends have proven themselves. Fails with an [OneException], and the connection
    ///     is closed then; also when this is cancelled
    public Mono<OneConnection> accept(Connection connection) {
        return Mono.create(sink -> new Acceptance(connection, own, settings, sink).begin());
    }
}
