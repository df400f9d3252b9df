package one.commserver.pairing;

import one.commserver.crypto.Identity;
import one.commserver.limits.FailureThrottle;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimiter;
import one.commserver.limits.RateLimiters;
import one.commserver.relay.Relay;
import one.commserver.transport.ClientAddress;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What the pairings of all connections share.
public final class PairingService {

    private final Pairings pairings;
    private final Relay relay;
    private final Proofs proofs;
    private final PairingChanges changes;
    private final InForce<PairingProperties> properties;
    private final InstantSource clock;
    private final RateLimiter<ClientAddress> addresses;
    private final FailureThrottle<PairingExchange> connections;
    private final RateLimiter<Identity> inviters;

    PairingService(
            Pairings pairings,
            Relay relay,
            Proofs proofs,
            PairingChanges changes,
            InForce<PairingProperties> properties,
            InstantSource clock,
            LongSupplier nanos,
            RateLimiters limiters) {
        this.pairings = pairings;
        this.relay = relay;
        this.proofs = proofs;
        this.changes = changes;
        this.properties = properties;
        this.clock = clock;
        this.addresses =
                limiters.limiter(
                        "failed-proofs-per-address",
                        () -> properties.now().failedProofsPerAddress(),
                        ClientAddress::key);
        this.connections = new FailureThrottle<>(() -> properties.now().failedProofs(), nanos);
        this.inviters = limiters.limiter("new-invites", () -> properties.now().newInvites(), Identity::wire);
    }

    /// One connection's part in it.
    public PairingExchange begin(PairingExchange.Member member) {
        return new PairingExchange(member, this);
    }

    Pairings pairings() {
        return pairings;
    }

    Relay relay() {
        return relay;
    }

    Proofs proofs() {
        return proofs;
    }

    PairingChanges changes() {
        return changes;
    }

    PairingProperties properties() {
        return properties.now();
    }

    InstantSource clock() {
        return clock;
    }

    /// How long that connection has to wait before a proof of its is looked at.
    Duration pause(PairingExchange connection) {
        Duration own = connections.pause(connection);
        Duration addresss = addresses.pause(connection.member().address());
        return own.compareTo(addresss) > 0 ? own : addresss;
    }

    /// How long that connection's identity has to wait before it may register an invite.
    Duration pauseOfInviter(PairingExchange connection) {
        Duration proofs = pause(connection);
        Duration invites = inviters.pause(connection.member().identity());
        return proofs.compareTo(invites) > 0 ? proofs : invites;
    }

    /// It registers one.
    void invited(PairingExchange connection) {
        inviters.failed(connection.member().identity());
    }

    void failed(PairingExchange connection) {
        connections.failed(connection);
        addresses.failed(connection.member().address());
    }
}
