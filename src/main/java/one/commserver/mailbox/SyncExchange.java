package one.commserver.mailbox;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.SyncMessage;
import one.commserver.registry.RegistryUnavailableException;

import reactor.core.publisher.Mono;

import java.util.function.Consumer;

/// One connection's part in synchronisation.
///
/// What [#handle] returns is to be done one after another, each to its end before the next one starts.
///
/// Spec: chapter 9.
public final class SyncExchange {

    private final Member member;
    private final SyncService service;

    SyncExchange(Member member, SyncService service) {
        this.member = member;
        this.service = service;
    }

    /// Who is at the connection.
    ///
    /// @param instance the device
    /// @param tell tells it something; any thread
    public record Member(Identity identity, String instance, Consumer<ServerMessage> tell) {}

    /// Tells the client, which is in now, whether there is something for it. Never fails.
    public Mono<Void> greet() {
        return Mono.empty();
    }

    /// Does what the client asks for and tells it the outcome.
    ///
    /// @return completes when it is done; fails with a [RefusedException] or a [RegistryUnavailableException]
    public Mono<Void> handle(SyncMessage.FromClient message) {
        return Mono.error(RefusedException.of(ErrorCode.UNAVAILABLE, service.refOf(member, message.ref())));
    }

    /// The link is gone: nothing is told any more, and what was held for it is given back. Any thread.
    public void stop() {}
}
