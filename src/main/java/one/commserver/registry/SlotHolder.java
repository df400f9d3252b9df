package one.commserver.registry;

import reactor.core.publisher.Mono;

/// Whoever holds a slot on this node, as the registry talks to it. May be called on any thread; must not block.
public interface SlotHolder {

    /// Somebody else has the slot now. Called once at most, maybe before [Registry#take] has emitted.
    ///
    /// @param resumed whether it is the same session on a new socket: then the session goes on there
    /// @return completes when the holder has stopped reading from its socket, so that nothing of an older epoch can
    ///     come after something of the new one. It is subscribed to at once and once. It must complete, whatever the
    ///     socket does: one that doesn't, or fails, is waited for no longer than
    ///     [RegistryProperties#displacementPatience]
    Mono<Void> displaced(boolean resumed);

    /// The same session has the slot at another node, while only this one had decided about the holder. That may be the
    /// work of a claim that the client itself has given up since: if it is still here, it is to come again. Called once
    /// at most, and not behind [#displaced].
    ///
    /// @return as of [#displaced]
    Mono<Void> doubted();

    /// An operator has ended the session. Called once at most, and not behind one of the others.
    ///
    /// @return as of [#displaced]
    Mono<Void> revoked();

    /// A slot of the holder's identity, its own or another, is being fought over. A holder that loses its slot by
    /// this hears it first; one that wins it by this hears it after [Registry#take] has emitted. One whose own claim
    /// hasn't been emitted yet may hear it, too.
    ///
    /// @param displacements in a row so far
    void conflict(Slot slot, int displacements);
}
