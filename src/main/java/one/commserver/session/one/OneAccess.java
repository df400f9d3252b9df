package one.commserver.session.one;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.limits.RateLimiter;
import one.commserver.limits.RateLimiters;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.registry.Registry;
import one.commserver.transport.ClientAddress;

import reactor.core.publisher.Mono;

/// Who may do what, and how often. Any thread.
final class OneAccess {

    private static final int NAME_BYTES = 16;

    private final OneProperties properties;
    private final Registry registry;
    private final RateLimiter<ClientAddress> registrations;
    private final RateLimiter<ClientAddress> requests;
    private final RateLimiter<BoxPublicKey> targets;

    OneAccess(OneProperties properties, Registry registry, RateLimiters limiters) {
        this.properties = properties;
        this.registry = registry;
        registrations = limiters.limiter("one-registrations", properties::registrationsPerAddress, ClientAddress::key);
        requests = limiters.limiter("one-requests", properties::requestsPerAddress, ClientAddress::key);
        targets = limiters.limiter("one-targets", properties::requestsPerTarget, key -> identityOf(key).wire());
    }

    /// As whom the server knows the owner of a key.
    static Identity identityOf(BoxPublicKey key) {
        return new Identity(Identity.Box.X25519, key.value());
    }

    /// A name for what nobody else names. Any thread.
    static String newName() {
        return Bytes.of(Randomness.bytes(NAME_BYTES)).toBase64Url();
    }

    /// Counts somebody who wants to register.
    ///
    /// @return false if that was done too often
    boolean countRegistration(ClientAddress address) {
        return count(registrations, address);
    }

    /// Counts a request for somebody.
    ///
    /// @return false if that was done too often
    boolean countRequest(ClientAddress address, CommunicationRequest request) {
        return count(requests, address) && count(targets, request.targetPublicKey());
    }

    private static <K> boolean count(RateLimiter<K> limiter, K key) {
        if (limiter.pause(key).isPositive()) {
            return false;
        }
        limiter.failed(key);
        return true;
    }

    /// Whether a key may be registered.
    boolean mayRegister(BoxPublicKey key) {
        return properties.policy() != OneProperties.Policy.LISTED || isListed(key);
    }

    /// Whether one may ask for the other.
    ///
    /// @return fails with a [one.commserver.registry.RegistryUnavailableException]
    Mono<Boolean> mayAsk(CommunicationRequest request) {
        return switch (properties.policy()) {
            case OFF -> Mono.just(false);
            case OPEN -> Mono.just(true);
            case LISTED -> Mono.just(isListed(request.sourcePublicKey()) && isListed(request.targetPublicKey()));
            case REGISTERED ->
                    registry.find(identityOf(request.sourcePublicKey()))
                            .map(held ->
                                    held.stream().anyMatch(one -> one.slot().kind() == ConnectionKind.ONE_LISTENER));
        };
    }

    private boolean isListed(BoxPublicKey key) {
        return properties.keys().contains(key.hex());
    }
}
