package one.commserver.discovery;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryUnavailableException;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// What identities have announced. Every publisher is cold and does its work once for each
/// subscription, in one atomic step; it emits on any thread and fails only with [RegistryUnavailableException].
///
/// An announcement belongs to a slot, and to the epoch in which it was made: what is said for an older epoch than that
/// of the slot's announcement changes nothing. An identity is *online* from its first announcement until it has none
/// any more: each ends when it expires, is withdrawn, when its session ends, or when the session's time to live has
/// passed since its link was lost. Until then, or until the slot announces again, its endpoints aren't found and the
/// identity stays online. Of announcements whose links are lost an identity has as many as the registry remembers
/// sessions of it; beyond that the one that was lost first ends.
///
/// Ends are exact for whoever asks; listeners are told of those that come by time about a second later.
///
/// Spec: chapter 6. `DirectoryContract` among the tests is the suite that every implementation passes.
public interface Directory {

    /// Whether there was room.
    enum Outcome {
        DONE,
        FULL
    }

    /// What is known of an identity.
    ///
    /// @param endpoints of all its links that are there, in no order
    /// @param key what was published last, while it isn't expired
    record Found(boolean online, List<FoundEndpoint> endpoints, @Nullable SealingKey key) {

        /// The same for everybody who isn't there, or mustn't be found.
        public static final Found NOTHING = new Found(false, List.of(), null);
    }

    /// Whether an identity is online.
    ///
    /// @param version rises with each change, for each identity, also while nothing is known of it: of two that differ
    ///     the larger one is the newer
    record Presence(boolean online, long version) {}

    /// Announces in place of what was announced for that slot; no endpoints withdraw it. What was announced before
    /// stays if there is no room.
    Mono<Outcome> announce(Registration registration, List<Endpoint> endpoints, Instant expires);

    /// The link is gone; its session stays for its time to live. Once more doesn't make it longer.
    Mono<Void> lost(Registration registration);

    /// The session is over.
    Mono<Void> end(Registration registration);

    /// Publishes a key in place of the identity's last one.
    Mono<Outcome> publish(Identity identity, SealingKey key, Instant expires);

    /// What is known of an identity; never empty.
    Mono<Found> find(Identity identity);

    /// Whether an identity is online; never empty.
    Mono<Presence> presence(Identity identity);

    /// Has a listener told of identities whose presence has changed, or may have, behind each change: [#presence] then
    /// gives this change or a newer one. It is called on any thread, under no lock of the directory's, and must return
    /// at once and throw nothing; it stays for ever.
    void onChange(Consumer<Identity> listener);

    /// Has a listener told when changes may have been missed, of anybody: everything has to be read again. Called like
    /// that of [#onChange]. A directory that misses nothing never does.
    void onLoss(Runnable listener);

    /// What a key's record is worth keeping for, in bytes.
    static int size(SealingKey key) {
        Bytes bytes = key.key();
        return bytes.length() + key.signature().length();
    }
}
