package one.commserver.registry;

import one.commserver.crypto.Identity;

import reactor.core.publisher.Mono;

import java.util.List;
import java.util.Set;

/// Who holds which slot. Every publisher is cold and does its work once for each subscription; it emits on any
/// thread, and fails only with [RegistryUnavailableException].
///
/// What is guaranteed, on one node or many: of two claims for a slot exactly one is decided after the other; both
/// never win and never lose for the same reason; epochs of a slot never go back; a caller that reads [Decision.Taken]
/// can rely on the former holder on a reachable node having stopped reading.
///
/// Spec: chapter 4. `RegistryContract` among the tests is the suite that every implementation passes.
public interface Registry {

    /// Decides about a claim.
    ///
    /// The presented token of the slot's session always wins, and counts as no displacement. Otherwise, if the holder
    /// is connected and took the slot less than a window ago, the claimant is refused. Otherwise it displaces the
    /// holder: the holder's session is over. A holder that isn't connected is no obstacle and isn't displaced.
    ///
    /// [Decision.Taken] is emitted when the former holder has stopped reading, and all those before it. Until then
    /// the claimant may itself be displaced already, and be told so before it reads that it had the slot; it reads it
    /// nevertheless. A claimant that cancels before gives the slot back: a new session ends, a resumed one stays for
    /// its time to live. Either the claimant gets the registration or the registry takes it back; so keep it in a
    /// `doOnNext` right behind this method, before any operator that could drop it.
    Mono<Decision> take(Claim claim);

    /// The socket behind a registration is gone; the session stays for its time to live. Nothing happens if the slot
    /// has a newer epoch.
    Mono<Void> lost(Registration registration);

    /// The session behind a registration is over. Nothing happens if the slot has a newer epoch.
    Mono<Void> end(Registration registration);

    /// Whether a session can go on at another node when its own node goes away.
    boolean sessionsOutliveTheirNode();

    /// The slots of an identity whose holders are connected, in no order; empty if there are none.
    Mono<List<Registration>> find(Identity identity);

    /// The nodes that live, this one included, as far as this one knows at the moment: one that has died is left out
    /// when its lease is over, one that has joined may be missing for a moment. Empty if nobody else can be there.
    Set<NodeId> nodes();
}
