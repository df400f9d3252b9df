package one.commserver.discovery;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.transport.ClientAddress;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.util.function.Consumer;

/// One connection's part in discovery and presence.
///
/// What [#handle] returns is to be done one after another, each to its end before the next one starts.
///
/// Spec: chapter 6.
public final class DiscoveryExchange {

    private final Member member;
    private final DiscoveryService service;

    DiscoveryExchange(Member member, DiscoveryService service) {
        this.member = member;
        this.service = service;
    }

    /// Who is at the connection.
    ///
    /// @param key its public key, where the identity is only a hash of it
    /// @param registration its slot, or null for a kind that has none
    /// @param tell tells it something; any thread
    public record Member(
            Identity identity,
            @Nullable Bytes key,
            ClientAddress address,
            @Nullable Registration registration,
            Consumer<ServerMessage> tell) {}

    /// Does what the client asks for and tells it the outcome.
    ///
    /// @return completes when it is done; fails with a [RefusedException] or a [RegistryUnavailableException]
    public Mono<Void> handle(DiscoveryMessage.FromClient message) {
        return Mono.error(RefusedException.of(ErrorCode.UNAVAILABLE, service.refOf(member, message.ref())));
    }

    /// The link is gone, its session stays. Fails with a [RegistryUnavailableException].
    public Mono<Void> lost() {
        return Mono.empty();
    }

    /// The session is over. Fails with a [RegistryUnavailableException].
    public Mono<Void> over() {
        return Mono.empty();
    }
}
