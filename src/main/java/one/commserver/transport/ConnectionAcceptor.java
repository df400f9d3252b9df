package one.commserver.transport;

import reactor.core.publisher.Mono;

/// Takes new links over. A transport calls it once for each link, on the connection's thread, before anything is read.
@FunctionalInterface
public interface ConnectionAcceptor {

    /// Serves a link. The transport subscribes at once and never cancels: whoever implements this sees the link's end
    /// by [one.commserver.connection.Connection#ended] and cleans up behind it.
    ///
    /// @return completes when nothing is left to do; an error ends the link as the server's failure
    Mono<Void> accept(Link link);
}
