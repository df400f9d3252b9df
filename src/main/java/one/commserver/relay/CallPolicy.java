package one.commserver.relay;

import one.commserver.crypto.Identity;

import reactor.core.publisher.Mono;

/// Says whether one identity may open a channel to another. What is refused looks to the caller like nobody being
/// there.
@FunctionalInterface
public interface CallPolicy {

    /// Everybody may call everybody.
    CallPolicy OPEN = (from, to) -> Mono.just(true);

    /// Whether `from` may call `to`.
    Mono<Boolean> allows(Identity from, Identity to);
}
