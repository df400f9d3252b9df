package one.commserver.discovery;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.InvalidIdentityException;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.sealing.InvalidSealingKeyException;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.KeyPublish;
import one.commserver.protocol.DiscoveryMessage.KeyPublished;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.invite.PairingTranscripts;
import one.commserver.protocol.sealing.SealingKeyRecord;
import one.commserver.protocol.sealing.SealingKeyTranscript;
import one.commserver.registry.Registration;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.transport.ClientAddress;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.Consumer;
import java.util.function.Function;

/// One connection's part in discovery and presence.
///
/// What [#handle] returns is to be done one after another, each to its end before the next one starts.
///
/// Spec: chapter 6.
public final class DiscoveryExchange {

    /// After which a client whose signature couldn't be checked tries again.
    private static final Duration PAUSE = Duration.ofSeconds(1);

    private final Member member;
    private final DiscoveryService service;
    private final DiscoveryService.Parts parts;

    /// What became of the link, once it has gone.
    private volatile @Nullable Function<Registration, Mono<Void>> parting;

    private volatile @Nullable Subscriber subscriber;
    private volatile boolean stopped;

    DiscoveryExchange(Member member, DiscoveryService service) {
        this.member = member;
        this.service = service;
        this.parts = service.parts();
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
        Registration slot = member.registration();
        if (message instanceof Discover question) {
            return discover(question);
        } else if (slot == null) {
            return refused(ErrorCode.UNEXPECTED_MESSAGE, message.ref());
        }
        return switch (message) {
            case Announce announce -> Mono.defer(() -> announce(slot, announce));
            case KeyPublish key -> Mono.defer(() -> publish(key));
            case PresenceSubscribe subscribe -> Mono.defer(() -> subscribe(subscribe));
            case Discover question -> discover(question);
        };
    }

    /// The client is in, with a new session: what the one before it at its place had announced is over. Never fails.
    public Mono<Void> enter() {
        Registration slot = member.registration();
        return slot == null
                ? Mono.empty()
                : parts.directory().end(slot).onErrorComplete(RegistryUnavailableException.class);
    }

    /// Nothing is told any more: the link is ending, or gone. Any thread.
    public void stop() {
        stopped = true;
        unsubscribe();
    }

    /// The link is gone, its session stays. Fails with a [RegistryUnavailableException].
    public Mono<Void> lost() {
        return part(parts.directory()::lost);
    }

    /// The session is over. Fails with a [RegistryUnavailableException].
    public Mono<Void> over() {
        return part(parts.directory()::end);
    }

    Member member() {
        return member;
    }

    private Mono<Void> part(Function<Registration, Mono<Void>> how) {
        Registration slot = member.registration();
        return slot == null
                ? Mono.empty()
                : Mono.defer(() -> {
                    parting = how;
                    return how.apply(slot);
                });
    }

    private Mono<Void> announce(Registration slot, Announce request) {
        if (!request.endpoints().stream()
                .allMatch(endpoint -> parts.rules().allow(endpoint.transport(), endpoint.address()))) {
            return refused(ErrorCode.ENDPOINT_INVALID, request.ref());
        }
        Duration most = service.properties().maxTtl();
        Duration wanted = Duration.ofSeconds(request.ttl());
        Instant expires =
                service.clock()
                        .instant()
                        .plus(wanted.compareTo(most) < 0 ? wanted : most)
                        .truncatedTo(ChronoUnit.MILLIS);
        return parts.directory()
                .announce(slot, request.endpoints(), expires)
                .flatMap(outcome -> {
                    // the link may have gone while this was under way, and then this came behind its end
                    Function<Registration, Mono<Void>> gone = parting;
                    return gone == null ? Mono.just(outcome) : gone.apply(slot).thenReturn(outcome);
                })
                .map(outcome ->
                        switch (outcome) {
                            case DONE -> new Announced(request.ref(), WireTime.format(expires));
                            case FULL -> throw RefusedException.of(ErrorCode.LIMIT_DISCOVERY, request.ref());
                        })
                .doOnNext(member.tell())
                .then();
    }

    private Mono<Void> publish(KeyPublish request) {
        Duration pause = service.pauseOfPublisher(this);
        if (pause.isPositive()) {
            return Mono.error(RefusedException.of(ErrorCode.DISCOVER_THROTTLED, request.ref()).retryAfter(pause));
        }
        SealingKeyRecord sealing;
        PublicKey signer;
        try {
            sealing =
                    SealingKeyRecord.of(
                            request.suite(), request.key(), WireTime.parse(request.expires()), request.signature());
            signer = PublicKey.of(member.identity(), member.key());
        } catch (InvalidSealingKeyException | DateTimeException | InvalidIdentityException invalid) {
            return refused(ErrorCode.KEY_INVALID, request.ref());
        }
        Instant now = service.clock().instant();
        if (sealing.isExpiredAt(now) || sealing.isTooLongAt(now)) {
            return refused(ErrorCode.KEY_INVALID, request.ref());
        }
        SealingKey told = new SealingKey(request.suite(), request.key(), request.expires(), request.signature());
        return parts.signatures()
                .holds(
                        signer,
                        SealingKeyTranscript.of(member.identity(), sealing.key(), sealing.expires()).bytes(),
                        sealing.signature().toByteArray())
                .onErrorMap(RejectedExecutionException.class, full -> new RegistryUnavailableException(PAUSE))
                .flatMap(holds -> {
                    if (!holds) {
                        service.failedToPublish(this);
                        return refused(ErrorCode.KEY_INVALID, request.ref());
                    }
                    return parts.directory().publish(member.identity(), told, sealing.expires());
                })
                .map(outcome ->
                        switch (outcome) {
                            case DONE -> new KeyPublished(request.ref());
                            case FULL -> throw RefusedException.of(ErrorCode.LIMIT_DISCOVERY, request.ref());
                        })
                .doOnNext(member.tell())
                .then();
    }

    private Mono<Void> discover(Discover question) {
        Identity sought = question.identity();
        return parts.pairings()
                .arePaired(member.identity(), sought)
                .flatMap(peers -> peers ? parts.directory().find(sought) : ofStranger(question))
                .map(found -> new Endpoints(question.ref(), sought, found.online(), found.endpoints(), found.key()))
                .doOnNext(member.tell())
                .then();
    }

    /// Whoever shows no invite that counts gets the same without anything being looked up, so neither the answer nor
    /// the time that it takes says whether there is such an identity.
    private Mono<Directory.Found> ofStranger(Discover question) {
        Duration pause = service.pauseOfAsker(member);
        if (pause.isPositive()) {
            return Mono.error(RefusedException.of(ErrorCode.DISCOVER_THROTTLED, question.ref()).retryAfter(pause));
        }
        service.asked(member);
        Bytes invite = question.invite();
        Bytes proof = question.proof();
        if (invite == null || proof == null) {
            return Mono.just(Directory.Found.NOTHING);
        }
        Identity inviter = question.identity();
        Identity self = member.identity();
        return parts.holders()
                .usesLeft(invite, inviter, self, PairingTranscripts.discovery(invite, inviter, self), proof)
                .flatMap(left -> parts.directory().find(inviter))
                .map(DiscoveryExchange::forHolder)
                .defaultIfEmpty(Directory.Found.NOTHING);
    }

    private static Directory.Found forHolder(Directory.Found found) {
        return new Directory.Found(
                false,
                found.endpoints().stream().filter(endpoint -> endpoint.transport() == Transport.RELAY).toList(),
                null);
    }

    private Mono<Void> subscribe(PresenceSubscribe request) {
        Duration pause = service.pauseOfSubscriber(member);
        if (pause.isPositive()) {
            unsubscribe();
            return Mono.error(RefusedException.of(ErrorCode.DISCOVER_THROTTLED, request.ref()).retryAfter(pause));
        }
        service.subscribed(member);
        Subscriber before = subscriber;
        Subscriber self = before == null ? new Subscriber(member.identity(), member.tell()) : before;
        subscriber = self;
        return parts.presence()
                .subscribe(self, new PresenceSubscribed(request.ref()))
                .doOnError(failure -> unsubscribe())
                .doFinally(end -> {
                    // the link may have gone while this was under way
                    if (stopped) {
                        parts.presence().unsubscribe(self);
                    }
                });
    }

    private void unsubscribe() {
        Subscriber self = subscriber;
        subscriber = null;
        if (self != null) {
            parts.presence().unsubscribe(self);
        }
    }

    private static <T> Mono<T> refused(ErrorCode code, @Nullable String ref) {
        return Mono.error(() -> RefusedException.of(code, ref));
    }
}
