package one.commserver.discovery;

import one.commserver.address.EndpointRules;
import one.commserver.crypto.Identity;
import one.commserver.limits.FailureThrottle;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimiter;
import one.commserver.limits.RateLimiters;
import one.commserver.pairing.InviteHolders;
import one.commserver.pairing.Pairings;
import one.commserver.transport.ClientAddress;
import one.commserver.verification.SignatureChecker;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.InstantSource;
import java.util.function.LongSupplier;

/// What the discoveries of all connections share.
public final class DiscoveryService {

    /// What it is made of.
    record Parts(
            Directory directory,
            Pairings pairings,
            InviteHolders holders,
            SignatureChecker signatures,
            EndpointRules rules,
            PresenceFeed presence) {}

    private final Parts parts;
    private final InForce<DiscoveryProperties> properties;
    private final InstantSource clock;
    private final RateLimiter<Identity> askers;
    private final RateLimiter<ClientAddress> askersAddresses;
    private final RateLimiter<Identity> subscribers;
    private final FailureThrottle<DiscoveryExchange> publishers;
    private final RateLimiter<ClientAddress> publishersAddresses;

    /// @param nanos a clock that never goes back
    DiscoveryService(
            Parts parts,
            InForce<DiscoveryProperties> properties,
            InstantSource clock,
            LongSupplier nanos,
            RateLimiters limiters) {
        this.parts = parts;
        this.properties = properties;
        this.clock = clock;
        this.askers = limiters.limiter("questions", () -> properties.now().questions(), Identity::wire);
        this.askersAddresses =
                limiters.limiter(
                        "questions-per-address", () -> properties.now().questionsPerAddress(), ClientAddress::key);
        this.subscribers = limiters.limiter("subscriptions", () -> properties.now().subscriptions(), Identity::wire);
        this.publishers = new FailureThrottle<>(() -> properties.now().failedKeys(), nanos);
        this.publishersAddresses =
                limiters.limiter(
                        "failed-keys-per-address", () -> properties.now().failedKeysPerAddress(), ClientAddress::key);
    }

    /// One connection's part in it.
    public DiscoveryExchange begin(DiscoveryExchange.Member member) {
        return new DiscoveryExchange(member, this);
    }

    /// How old a connection becomes that is for questions only.
    public Duration connectionLife() {
        return properties.now().connectionLife();
    }

    /// Tells subscribers of presence what changes, as long as somebody is subscribed to it: once, for as long as the
    /// server runs. Never fails.
    public Mono<Void> run() {
        return parts.presence().run();
    }

    Parts parts() {
        return parts;
    }

    DiscoveryProperties properties() {
        return properties.now();
    }

    InstantSource clock() {
        return clock;
    }

    /// How long that client has to wait before it may ask for a stranger.
    Duration pauseOfAsker(DiscoveryExchange.Member member) {
        return longer(askers.pause(member.identity()), askersAddresses.pause(member.address()));
    }

    /// It has asked for a stranger.
    void asked(DiscoveryExchange.Member member) {
        askers.failed(member.identity());
        askersAddresses.failed(member.address());
    }

    /// How long that client has to wait before it may subscribe.
    Duration pauseOfSubscriber(DiscoveryExchange.Member member) {
        return subscribers.pause(member.identity());
    }

    /// It subscribes.
    void subscribed(DiscoveryExchange.Member member) {
        subscribers.failed(member.identity());
    }

    /// How long that connection has to wait before a key of its is looked at.
    Duration pauseOfPublisher(DiscoveryExchange connection) {
        return longer(publishers.pause(connection), publishersAddresses.pause(connection.member().address()));
    }

    void failedToPublish(DiscoveryExchange connection) {
        publishers.failed(connection);
        publishersAddresses.failed(connection.member().address());
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }
}
