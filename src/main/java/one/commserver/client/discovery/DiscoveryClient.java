package one.commserver.client.discovery;

import one.commserver.address.EndpointRules;
import one.commserver.client.ClientException;
import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.client.pairing.InviteLink;
import one.commserver.client.request.Requester;
import one.commserver.crypto.Identity;
import one.commserver.crypto.PublicKey;
import one.commserver.crypto.SigningKey;
import one.commserver.crypto.sealing.InvalidSealingKeyException;
import one.commserver.crypto.sealing.SealingPublicKey;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.DiscoveryMessage.Announce;
import one.commserver.protocol.DiscoveryMessage.Announced;
import one.commserver.protocol.DiscoveryMessage.Discover;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.Endpoints;
import one.commserver.protocol.DiscoveryMessage.FoundEndpoint;
import one.commserver.protocol.DiscoveryMessage.KeyPublish;
import one.commserver.protocol.DiscoveryMessage.KeyPublished;
import one.commserver.protocol.DiscoveryMessage.Presence;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribe;
import one.commserver.protocol.DiscoveryMessage.PresenceSubscribed;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.sealing.SealingKeyRecord;

import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.util.retry.Retry;

import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/// Discovery over one link, or over whichever there is. Signatures are made and checked on the elastic scheduler.
/// Requests fail with a [ClientException].
///
/// Spec: chapter 6.
public final class DiscoveryClient {

    /// However long an announcement lives, it isn't renewed later: most servers grant twice that.
    private static final Duration MOST_RENEWAL = Duration.ofMinutes(30);

    private static final Duration LEAST_PAUSE = Duration.ofSeconds(1);
    private static final Duration MOST_PAUSE = Duration.ofMinutes(1);

    /// How many changes of presence wait for a slow reader; beyond it the newest are dropped.
    private static final int MAX_CHANGES = 4096;

    private static final int LAST_PRIORITY = DiscoveryMessage.MAX_PRIORITY;

    private final Requester server;
    private final SigningKey key;
    private final Clock clock;
    private final EndpointRules believed;

    /// Believes addresses only that mean the same to everybody, and those of channels at this server.
    ///
    /// @param server a [ClientLink] or a [ClientSession]; only finding works on a link of the kind discovery
    /// @param key stays the caller's
    /// @param clock by which keys expire
    public DiscoveryClient(Requester server, SigningKey key, Clock clock) {
        this(server, key, clock, false);
    }

    /// The same.
    ///
    /// @param privateAddresses whether addresses of this machine and of private networks are believed, too: where
    ///     peers share a network, and for tests
    public DiscoveryClient(Requester server, SigningKey key, Clock clock, boolean privateAddresses) {
        if (!server.identity().equals(key.identity())) {
            throw new IllegalArgumentException("the key isn't the link's");
        }
        this.server = server;
        this.key = key;
        this.clock = clock;
        this.believed = new EndpointRules(privateAddresses, server.authority()::equals);
    }

    /// Says how this device can be reached, until that expires or the link ends.
    ///
    /// @param endpoints at most [DiscoveryMessage#MAX_ENDPOINTS]; none: not at all any more
    /// @param timeToLive 1 s to a day; the server may allow less
    /// @return until when
    public Mono<Instant> announce(List<Endpoint> endpoints, Duration timeToLive) {
        return announce(server, endpoints, timeToLive);
    }

    /// Says how this device can be reached for as long as it is subscribed to: in time before it expires, and anew on
    /// each link. What was said last stays until it expires or the link ends; to withdraw it is to [#announce] nothing.
    ///
    /// @param session completes when it is over
    /// @return until when, the latest for whoever is slow. Trouble that may pass is waited out; fails when the server
    ///     refuses for good
    public Flux<Instant> keepAnnounced(ClientSession session, List<Endpoint> endpoints, Duration timeToLive) {
        return session.links()
                .switchMap(link ->
                        announce(link, endpoints, timeToLive)
                                .expand(until ->
                                        Mono.delay(renewal(timeToLive, until))
                                                .then(announce(link, endpoints, timeToLive)))
                                .onErrorResume(ClientException.LinkClosed.class, lost -> Flux.empty())
                                .retryWhen(
                                        Retry.backoff(Long.MAX_VALUE, LEAST_PAUSE)
                                                .maxBackoff(MOST_PAUSE)
                                                .filter(DiscoveryClient::mayPass))
                                // also where nothing is due for long
                                .takeUntilOther(link.closed()))
                .onBackpressureLatest();
    }

    private static boolean mayPass(Throwable failure) {
        return failure instanceof ClientException trouble && trouble.mayPass();
    }

    /// In time also where the clocks differ: a moment that can't be is worth nothing. Nobody makes it ask all the time.
    private Duration renewal(Duration timeToLive, Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        Duration life = left.isPositive() && left.compareTo(timeToLive) < 0 ? left : timeToLive;
        Duration pause = life.dividedBy(2);
        return Duration.ofMillis(Math.clamp(pause.toMillis(), LEAST_PAUSE.toMillis(), MOST_RENEWAL.toMillis()));
    }

    private static Mono<Instant> announce(Requester server, List<Endpoint> endpoints, Duration timeToLive) {
        return server.request(ref -> new Announce(ref, endpoints, timeToLive.toSeconds()), Announced.class)
                .map(announced -> WireTime.parse(announced.expires()));
    }

    /// Publishes the key to which peers seal what they leave for this identity. All its instances share the private
    /// half; publishing anew replaces the key for what is sealed from then on.
    ///
    /// @param life at most [SealingKeyRecord#MAX_LIFE]
    /// @return what was published
    public Mono<SealingKeyRecord> publish(SealingPublicKey sealingKey, Duration life) {
        return Mono.fromCallable(() -> SealingKeyRecord.sign(key, sealingKey, clock.instant().plus(life)))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(
                        record -> server.request(ref -> published(ref, record), KeyPublished.class).thenReturn(record));
    }

    private static KeyPublish published(String ref, SealingKeyRecord record) {
        return new KeyPublish(
                ref,
                record.key().suite().wireName(),
                record.key().value(),
                WireTime.format(record.expires()),
                record.signature());
    }

    /// Asks how a peer can be reached. Who is no peer of this identity, doesn't exist, or isn't there, looks the same.
    ///
    /// @param peer as it was verified when it became one
    public Mono<Found> find(PublicKey peer) {
        return server.request(ref -> new Discover(ref, peer.identity(), null, null), Endpoints.class)
                .publishOn(Schedulers.boundedElastic())
                .map(answer -> found(peer, answer));
    }

    /// Asks at which servers an inviter takes channels, before the pairing.
    ///
    /// @param shown stays the caller's
    public Mono<Found> find(InviteLink shown) {
        Invite invite = shown.invite();
        Identity inviter = invite.inviter().identity();
        return Mono.fromCallable(() -> shown.proofOfFinding(key.identity()))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(
                        proof -> server.request(ref -> new Discover(ref, inviter, invite.id(), proof), Endpoints.class))
                .publishOn(Schedulers.boundedElastic())
                .map(answer -> found(invite.inviter(), answer));
    }

    private Found found(PublicKey peer, Endpoints answer) {
        if (!answer.identity().equals(peer.identity())) {
            throw new ClientException.ServerViolation("an answer about somebody else");
        }
        List<FoundEndpoint> endpoints =
                answer.endpoints().stream()
                        .filter(endpoint -> believed.allow(endpoint.transport(), endpoint.address()))
                        .sorted(Comparator.comparingInt(DiscoveryClient::priority))
                        .toList();
        SealingKey told = answer.sealingKey();
        Optional<SealingKeyRecord> key = told == null ? Optional.empty() : verified(peer, told);
        return new Found(answer.online(), endpoints, key, told != null && key.isEmpty());
    }

    private static int priority(FoundEndpoint endpoint) {
        Integer priority = endpoint.priority();
        return priority == null ? LAST_PRIORITY : priority;
    }

    private Optional<SealingKeyRecord> verified(PublicKey peer, SealingKey told) {
        Instant now = clock.instant();
        try {
            SealingKeyRecord record =
                    SealingKeyRecord.of(told.suite(), told.key(), WireTime.parse(told.expires()), told.signature());
            return Optional.of(record)
                    .filter(key -> !key.isExpiredAt(now) && !key.isTooLongAt(now) && key.isSigned(peer));
        } catch (InvalidSealingKeyException none) {
            return Optional.empty();
        }
    }

    /// Who is there, and who comes and goes: on each link first [PresenceChange.Anew], then those who are there, then
    /// [PresenceChange.Complete], then what changes. Completes with the session; trouble that may pass is waited out;
    /// fails if the server refuses for good, or with [ClientException.LimitReached] if nobody reads for too long.
    ///
    /// @param session over whose links
    public static Flux<PresenceChange> presence(ClientSession session) {
        return session.links()
                .switchMap(link ->
                        presence(link)
                                .onErrorResume(ClientException.LinkClosed.class, lost -> Flux.empty())
                                .retryWhen(
                                        Retry.backoff(Long.MAX_VALUE, LEAST_PAUSE)
                                                .maxBackoff(MOST_PAUSE)
                                                .filter(failure -> mayPass(failure) && !isUnread(failure))));
    }

    private static boolean isUnread(Throwable failure) {
        return failure instanceof ClientException.LimitReached;
    }

    /// The same over one link.
    public static Flux<PresenceChange> presence(ClientLink link) {
        Flux<PresenceChange> changes =
                link.notices()
                        .ofType(Presence.class)
                        .map(told -> new PresenceChange.Peer(told.identity(), told.online()));
        Mono<PresenceChange> complete =
                link.request(PresenceSubscribe::new, PresenceSubscribed.class)
                        .map(subscribed -> new PresenceChange.Complete());
        // what is read by more than one is buffered behind the place where they meet: so the answer, which comes behind
        // those who are there, stays behind them, and no notice is missed by asking for less than all
        return Flux.merge(changes, complete)
                .onBackpressureBuffer(MAX_CHANGES, dropped -> {}, BufferOverflowStrategy.ERROR)
                .onErrorMap(
                        IllegalStateException.class, overflow -> new ClientException.LimitReached("unread presence"))
                .startWith(new PresenceChange.Anew());
    }
}
