package one.commserver.client.discovery;

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
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.sealing.SealingKeyRecord;

import org.jspecify.annotations.Nullable;

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

    /// An announcement is renewed when this part of its time is over.
    private static final double RENEWAL = 0.5;

    /// However short an announcement lives, it isn't renewed more often.
    private static final Duration LEAST_RENEWAL = Duration.ofSeconds(1);

    private static final Duration LONGEST_PAUSE = Duration.ofSeconds(30);

    /// How many changes of presence wait for a slow reader; beyond it the newest are dropped.
    private static final int MAX_CHANGES = 4096;

    private static final int LAST_PRIORITY = DiscoveryMessage.MAX_PRIORITY;

    private final Requester server;
    private final SigningKey key;
    private final Clock clock;

    /// @param server a [ClientLink] or a [ClientSession]; only finding works on a link of the kind discovery
    /// @param key stays the caller's
    /// @param clock by which keys expire
    public DiscoveryClient(Requester server, SigningKey key, Clock clock) {
        if (!server.identity().equals(key.identity())) {
            throw new IllegalArgumentException("the key isn't the link's");
        }
        this.server = server;
        this.key = key;
        this.clock = clock;
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
    /// each link. While the server is away, slow or busy it tries again, for as long as it takes.
    ///
    /// @param session of the same identity; completes when it is over
    /// @return until when, each time; fails when the server refuses
    public Flux<Instant> keepAnnounced(ClientSession session, List<Endpoint> endpoints, Duration timeToLive) {
        return session.links()
                .switchMap(link ->
                        announce(link, endpoints, timeToLive)
                                .expand(until ->
                                        Mono.delay(renewal(timeToLive, until))
                                                .then(announce(link, endpoints, timeToLive)))
                                .transform(DiscoveryClient::untilTheLinkIsLost));
    }

    /// What is asked for on a link that stands and isn't answered is asked for again.
    private static <T> Flux<T> untilTheLinkIsLost(Flux<T> asked) {
        return asked.retryWhen(
                        Retry.backoff(Long.MAX_VALUE, LEAST_RENEWAL)
                                .maxBackoff(LONGEST_PAUSE)
                                .filter(DiscoveryClient::isPassing))
                .onErrorResume(ClientException.LinkClosed.class, lost -> Flux.empty());
    }

    private static boolean isPassing(Throwable failure) {
        return failure instanceof ClientException.RequestTimedOut
                || (failure instanceof ClientException.RequestRefused refused
                        && refused.error().code().equals(ErrorCode.UNAVAILABLE.wireName()));
    }

    /// The server may allow less than was asked for. One whose clock seems to be far ahead or behind says nothing of
    /// that.
    private Duration renewal(Duration timeToLive, Instant until) {
        Duration left = Duration.between(clock.instant(), until);
        boolean allowsLess = left.isPositive() && left.compareTo(timeToLive) < 0;
        Duration pause = Duration.ofMillis((long) ((allowsLess ? left : timeToLive).toMillis() * RENEWAL));
        if (!left.isPositive() && pause.compareTo(LONGEST_PAUSE) > 0) {
            return LONGEST_PAUSE;
        }
        return pause.compareTo(LEAST_RENEWAL) < 0 ? LEAST_RENEWAL : pause;
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
    /// @return fails with [ForgedKeyException] if the server tells a sealing key that isn't the peer's
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
                answer.endpoints().stream().sorted(Comparator.comparingInt(DiscoveryClient::priority)).toList();
        return new Found(answer.online(), endpoints, Optional.ofNullable(verified(peer, answer.sealingKey())));
    }

    private static int priority(FoundEndpoint endpoint) {
        Integer priority = endpoint.priority();
        return priority == null ? LAST_PRIORITY : priority;
    }

    private @Nullable SealingKeyRecord verified(PublicKey peer, DiscoveryMessage.@Nullable SealingKey told) {
        if (told == null) {
            return null;
        }
        Instant now = clock.instant();
        try {
            SealingKeyRecord record =
                    SealingKeyRecord.of(told.suite(), told.key(), WireTime.parse(told.expires()), told.signature());
            if (!record.isSigned(peer)) {
                throw new ForgedKeyException(peer.identity(), "it hasn't signed");
            } else if (record.isExpiredAt(now.minus(SealingKeyRecord.CLOCK_SKEW)) || record.isTooLongAt(now)) {
                throw new ForgedKeyException(peer.identity(), "has expired, or lives for too long");
            }
            return record;
        } catch (InvalidSealingKeyException invalid) {
            throw new ForgedKeyException(peer.identity(), "is none");
        }
    }

    /// Who is there, and who comes and goes: on each link first those who are there, then [PresenceChange.Complete],
    /// then what changes. Completes with the link or the session (over a session a question that isn't answered is asked
    /// again, and all are told anew); fails if the server refuses, or with
    /// [ClientException.LimitReached] if nobody reads for too long.
    ///
    /// @param session over whose links
    public static Flux<PresenceChange> presence(ClientSession session) {
        return session.links().switchMap(link -> presence(link).transform(DiscoveryClient::untilTheLinkIsLost));
    }

    /// The same over one link.
    public static Flux<PresenceChange> presence(ClientLink link) {
        Flux<PresenceChange> changes =
                link.notices()
                        .ofType(Presence.class)
                        .map(told -> new PresenceChange.Peer(told.identity(), told.online()));
        // the answer comes behind those who are there, on the same thread
        Mono<PresenceChange> complete =
                link.request(PresenceSubscribe::new, PresenceSubscribed.class)
                        .map(subscribed -> new PresenceChange.Complete());
        // in one buffer: whoever asks for less than all would miss notices, or get the answer before them
        return Flux.merge(Integer.MAX_VALUE, changes, complete)
                .onBackpressureBuffer(MAX_CHANGES, dropped -> {}, BufferOverflowStrategy.ERROR)
                .onErrorMap(
                        IllegalStateException.class, overflow -> new ClientException.LimitReached("unread presence"));
    }
}
