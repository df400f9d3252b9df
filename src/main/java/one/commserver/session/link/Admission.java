package one.commserver.session.link;

import one.commserver.crypto.Identity;
import one.commserver.limits.CappedCounter;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.limits.KeyedCap;
import one.commserver.limits.Permit;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.transport.ClientAddress;

import org.jspecify.annotations.Nullable;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// How many connections there may be: in total, from an address, and of the kind that has no slot.
///
/// Spec: chapter 4, limits per identity and per address.
public final class Admission {

    private final CappedCounter total;
    private final KeyedCap<ClientAddress> perAddress;
    private final KeyedCap<Identity> discovery;

    public Admission(InForce<ConnectionLimits> limits) {
        total = new CappedCounter(() -> limits.now().connections());
        perAddress = new KeyedCap<>(() -> limits.now().connectionsPerAddress());
        discovery = new KeyedCap<>(() -> limits.now().discoveryPerIdentity());
    }

    /// Takes a place for a stranger.
    ///
    /// @throws RefusedException if there is none; nothing is taken then
    public Ticket admit(ClientAddress address) {
        Ticket ticket = new Ticket();
        ticket.add(total.acquire(), ErrorCode.LIMIT_CONNECTIONS, null);
        ticket.add(perAddress.acquire(address), ErrorCode.LIMIT_ADDRESS, null);
        return ticket;
    }

    /// Takes a place for a connection without a slot as well.
    ///
    /// @throws RefusedException if there is none; the ticket stays as it was
    public void admitDiscovery(Ticket ticket, Identity identity, @Nullable String ref) {
        Optional<Permit> permit = discovery.acquire(identity);
        if (permit.isEmpty()) {
            throw RefusedException.of(ErrorCode.LIMIT_IDENTITY, ref);
        }
        ticket.permits.add(permit.get());
    }

    /// The places that one connection has. Belongs to the connection's thread.
    public static final class Ticket {

        private final List<Permit> permits = new ArrayList<>(3);

        private void add(Optional<Permit> permit, ErrorCode otherwise, @Nullable String ref) {
            if (permit.isEmpty()) {
                release();
                throw RefusedException.of(otherwise, ref);
            }
            permits.add(permit.get());
        }

        /// Gives all places back. Once counts.
        void release() {
            permits.forEach(Permit::release);
            permits.clear();
        }
    }
}
