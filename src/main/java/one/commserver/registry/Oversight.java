package one.commserver.registry;

import one.commserver.crypto.Identity;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.util.List;
import java.util.Set;

/// What operators see of sessions and nodes, and how they end the sessions of an identity. Every publisher is cold,
/// emits on any thread, and fails only with [RegistryUnavailableException].
public interface Oversight {

    /// A session that has a slot, its client being connected or not.
    ///
    /// @param epoch of the last taking
    /// @param node where its socket is, or was when that node died; null if it has none
    /// @param lease for how long that node lives without saying so again; zero: it doesn't live any more; null if
    ///     nodes have no leases, or there is no node
    /// @param age since the session took the slot
    /// @param left for how long it is kept without a socket; zero while it has one
    record Standing(
            Slot slot, long epoch, @Nullable NodeId node, @Nullable Duration lease, Duration age, Duration left) {}

    /// A node that lives.
    ///
    /// @param left for how long it does without saying so again
    record Lease(NodeId node, Duration left) {}

    /// What has been ended.
    ///
    /// @param sessions how many
    /// @param connected how many of them had a socket
    /// @param epoch every taking of the identity's slots before it is over
    /// @param nodes that had sockets of theirs, living or not; empty if nobody else can be there
    record Revocation(int sessions, int connected, long epoch, Set<NodeId> nodes) {
        public Revocation {
            nodes = Set.copyOf(nodes);
        }
    }

    /// The sessions of an identity, in no order; empty if there are none. Nothing is changed.
    Mono<List<Standing>> look(Identity identity);

    /// The nodes that live, this one included; empty if nobody else can be there.
    Mono<List<Lease>> leases();

    /// Ends all sessions of an identity, also those that a node comes back with which was away: their tokens are worth
    /// nothing from then on. Holders at this node, or at others, may not know before [#dismiss] was called there. One
    /// whose node never hears of it finds out when it renews its slot.
    ///
    /// When it fails it isn't known whether they were ended; doing it again does no harm.
    Mono<Revocation> revoke(Identity identity);

    /// Tells holders at this node that their sessions were revoked, and forgets what is remembered of them here. Any
    /// thread.
    ///
    /// @param epoch of the [Revocation]; who has taken a slot since isn't told
    /// @throws IllegalArgumentException if no revocation can have that epoch
    void dismiss(Identity identity, long epoch);
}
