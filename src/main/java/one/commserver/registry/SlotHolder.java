package one.commserver.registry;

import reactor.core.publisher.Mono;

/// Whoever holds a slot on this node, as the registry talks to it. May be called on any thread; must not block.
public interface SlotHolder {

    /// Somebody else has the slot now.
    ///
    /// @param resumed whether it is the same session on a new socket: then the session goes on there
    /// @return completes when the holder hears nothing from its socket any more, so that nothing of an older epoch can
    ///     come after something of the new one. It must complete, whatever the socket does.
    Mono<Void> displaced(boolean resumed);

    /// A slot of the holder's identity, its own or another, is being fought over.
    void conflict(Slot slot, int displacements);
}
