package one.commserver.relay.record;

import one.commserver.registry.Registration;

import reactor.core.publisher.Mono;

import java.util.List;

/// Keeps what outlives the node that a session is on. Every publisher is cold, emits on any thread, and fails with a
/// [one.commserver.registry.RegistryUnavailableException] only.
///
/// Whoever has claimed a session last is the only one that writes: what comes from an older epoch changes nothing.
public interface SessionRecords {

    /// Nothing outlives its node.
    SessionRecords NONE = new None();

    /// Whether there is any use in writing.
    boolean areKept();

    /// Takes over a session: from now on only this registration, and later ones, write.
    ///
    /// @return what was written last; empty if nothing was
    Mono<SessionRecord> claim(Registration registration);

    /// Writes what a session has now.
    Mono<Void> write(Registration registration, int lastNumber, List<ChannelRecord> channels);

    /// The session is over.
    ///
    /// @return false if it isn't, since somebody with a newer epoch goes on with it
    Mono<Boolean> forget(Registration registration);
}
