package one.commserver.client.request;

import one.commserver.crypto.Identity;
import one.commserver.protocol.AuthenticationMessage.Limits;
import one.commserver.protocol.ClientMessage;
import one.commserver.protocol.ServerMessage;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.function.Function;

/// Asks the server: over one link, or over whichever there is. Safe from any thread.
public interface Requester {

    /// Who asks.
    Identity identity();

    /// The authority under which the server was dialled, see chapter 3, audience.
    String authority();

    /// Sends a request and waits for its answer.
    ///
    /// @param message makes the request with the `ref` that it is to bear
    /// @param answer the type of its answer
    /// @return the answer. Fails if the request is refused, isn't answered in time, can't be made or sent, or if the
    ///     link is lost
    <M extends ServerMessage> Mono<M> request(Function<String, ? extends ClientMessage> message, Class<M> answer);

    /// What the server allows, as soon as there is a link.
    Mono<Limits> allowed();

    /// What the server wants to be known. Whoever is slow misses some.
    Flux<ServerMessage> notices();
}
