package one.commserver.client.pairing;

import one.commserver.client.Channel;
import one.commserver.client.ClientException;
import one.commserver.client.ClientLink;
import one.commserver.client.ClientSession;
import one.commserver.client.pairing.PairingException.Reason;
import one.commserver.client.request.Requester;
import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.SigningKey;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.InviteList;
import one.commserver.protocol.PairingMessage.InviteRevoke;
import one.commserver.protocol.PairingMessage.InviteRevoked;
import one.commserver.protocol.PairingMessage.Invites;
import one.commserver.protocol.PairingMessage.PairChallenge;
import one.commserver.protocol.PairingMessage.PairEvidence;
import one.commserver.protocol.PairingMessage.PairList;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.PairingMessage.Pairings;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.InviteSecret;
import one.commserver.protocol.invite.PairingTranscripts;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.BufferOverflowStrategy;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/// Invites and pairings, over one link or whichever there is. What the server says is checked here, and only what
/// holds gets into the [TrustStore]. Signatures are made and checked on the elastic scheduler. Requests fail with a
/// [ClientException] or a [PairingException].
///
/// Spec: chapter 7.
public final class PairingClient {

    private static final Set<String> KNOWN_REQUIREMENTS = Set.of("proof", "identity_proof");

    /// How many notices wait to be verified; what comes beyond that is found by [#catchUp].
    private static final int MAX_NOTICES = 256;

    /// How many pages a server may say there are.
    private static final int MAX_PAGES = 10_000;

    private final Requester server;
    private final Calls calls;
    private final SigningKey key;
    private final TrustStore trust;
    private final Clock clock;

    /// Asks for a channel by an invite.
    @FunctionalInterface
    private interface Calls {
        Mono<Channel> open(Identity inviter, Bytes invite, Bytes proof);
    }

    /// @param link a control or data connection of that key's identity
    /// @param key stays the caller's
    /// @param trust where peers are kept
    /// @param clock by which invites expire
    public PairingClient(ClientLink link, SigningKey key, TrustStore trust, Clock clock) {
        this(link, link::openChannel, key, trust, clock);
    }

    /// @param session whose links are asked, whichever there is
    /// @param key stays the caller's
    /// @param trust where peers are kept
    /// @param clock by which invites expire
    public PairingClient(ClientSession session, SigningKey key, TrustStore trust, Clock clock) {
        this(session, session::openChannel, key, trust, clock);
    }

    private PairingClient(Requester server, Calls calls, SigningKey key, TrustStore trust, Clock clock) {
        if (!server.identity().equals(key.identity())) {
            throw new IllegalArgumentException("the key isn't the link's");
        }
        this.server = server;
        this.calls = calls;
        this.key = key;
        this.trust = trust;
        this.clock = clock;
    }

    /// Makes an invite and registers it.
    ///
    /// @param server the URL by which others reach this server
    /// @param life at most [Invite#MAX_LIFE]
    /// @param uses how many can redeem it, 1 to [Invite#MAX_USES]
    /// @param trustLevel a word, 1 to [Invite#MAX_TRUST_LEVEL] of `A-Z a-z 0-9 . _ -`
    /// @return the link, to be closed by the caller; what isn't allowed fails with an [IllegalArgumentException]
    public Mono<InviteLink> invite(String server, Duration life, int uses, String trustLevel) {
        return Mono.fromCallable(
                        () -> {
                            InviteSecret secret = InviteSecret.generate();
                            try {
                                Invite invite =
                                        Invite.sign(secret, key, server, clock.instant().plus(life), uses, trustLevel);
                                return new InviteLink(invite, secret);
                            } catch (RuntimeException notAllowed) {
                                secret.close();
                                throw notAllowed;
                            }
                        })
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(made ->
                        this.server
                                .request(ref -> new InviteCreate(ref, made.invite().encoded()), InviteCreated.class)
                                .thenReturn(made)
                                .doOnError(failure -> made.close())
                                .doOnCancel(made::close));
    }

    /// This identity's live invites, as the server lists them.
    public Flux<Invite> invites() {
        return page(null)
                .expand(page -> page.next() == null ? Mono.empty() : page(page.next()))
                .take(MAX_PAGES)
                .concatMapIterable(Invites::invites)
                .map(live -> listed(live.signedInvite()));
    }

    private static Invite listed(Bytes signedInvite) {
        try {
            return Invite.decode(signedInvite);
        } catch (IllegalArgumentException malformed) {
            throw new ClientException.ServerViolation("an invite that is none");
        }
    }

    private Mono<Invites> page(@Nullable String after) {
        return server.request(ref -> new InviteList(ref, after), Invites.class);
    }

    /// Revokes an invite, here and at the server. Peers that came by it stay.
    public Mono<Void> revokeInvite(Bytes invite) {
        return trust.close(invite)
                .then(server.request(ref -> new InviteRevoke(ref, invite), InviteRevoked.class))
                .then();
    }

    /// Redeems an invite: four messages. Safe to repeat when the answer was lost.
    ///
    /// @param redeemed stays the caller's, who closes it; its server is the one of this link, which the caller has made
    ///     sure of
    /// @return the inviter, a peer now
    public Mono<Peer> pair(InviteLink redeemed) {
        Invite invite = redeemed.invite();
        Identity inviter = invite.inviter().identity();
        return Mono.fromRunnable(() -> checkOwn(redeemed))
                .subscribeOn(Schedulers.boundedElastic())
                .then(
                        server.request(
                                ref -> new PairRequest(ref, invite.id(), inviter, key.identity()), PairChallenge.class))
                .publishOn(Schedulers.boundedElastic())
                .map(challenge -> proof(redeemed, challenge))
                .flatMap(proof ->
                        server.request(
                                ref -> new PairProof(ref, proof.proof(), proof.identityProof()), PairSuccess.class))
                .flatMap(success -> {
                    if (!success.trustLevel().equals(invite.trustLevel())) {
                        return Mono.error(new PairingException(Reason.OTHER_TRUST_LEVEL));
                    }
                    Peer peer =
                            new Peer(
                                    invite.inviter(),
                                    Peer.Role.INVITER,
                                    invite.id(),
                                    invite.trustLevel(),
                                    success.connectionId());
                    return trust.admit(peer, invite.uses()).flatMap(admission -> outcome(admission, peer));
                });
    }

    private void checkOwn(InviteLink redeemed) {
        redeemed.check(clock.instant());
        if (redeemed.invite().inviter().identity().equals(key.identity())) {
            throw new PairingException(Reason.OWN);
        }
    }

    private PairProof proof(InviteLink redeemed, PairChallenge challenge) {
        if (!KNOWN_REQUIREMENTS.containsAll(challenge.requirements())) {
            throw new PairingException(Reason.UNKNOWN_REQUIREMENT);
        }
        Bytes id = redeemed.invite().id();
        Identity inviter = redeemed.invite().inviter().identity();
        Bytes bytes = challenge.challenge();
        return new PairProof(
                null,
                redeemed.secret().sign(PairingTranscripts.invite(bytes, inviter, key.identity(), id)),
                Bytes.of(key.sign(PairingTranscripts.identity(bytes, inviter, key.identity(), id).bytes())));
    }

    /// A peer that was known stays what it was, whatever another invite says.
    private Mono<Peer> outcome(TrustStore.Admission admission, Peer peer) {
        return switch (admission) {
            case ADDED -> Mono.just(peer);
            case KNOWN -> trust.find(peer.identity()).defaultIfEmpty(peer);
            case USED_UP, REVOKED, FULL -> Mono.error(new PairingException(reason(admission)));
        };
    }

    /// Asks the inviter for a channel before the pairing; the server closes it after a time if none follows.
    public Mono<Channel> call(InviteLink shown) {
        Invite invite = shown.invite();
        Identity inviter = invite.inviter().identity();
        return Mono.fromCallable(
                        () -> shown.secret().sign(PairingTranscripts.opening(invite.id(), inviter, key.identity())))
                .subscribeOn(Schedulers.boundedElastic())
                .flatMap(proof -> calls.open(inviter, invite.id(), proof));
    }

    /// Verifies what the server tells of pairings, and keeps what holds. Nothing is heard while nobody has subscribed;
    /// once is enough. Completes with the link or session.
    public Flux<PairingEvent> events() {
        return server.notices()
                .onBackpressureBuffer(MAX_NOTICES, dropped -> {}, BufferOverflowStrategy.DROP_LATEST)
                .publishOn(Schedulers.boundedElastic())
                .concatMap(this::event);
    }

    private Mono<PairingEvent> event(ServerMessage message) {
        return switch (message) {
            case PairNotice notice -> admit(notice.pairing(), true);
            case PairRevoked revoked -> Mono.just(new PairingEvent.Revoked(revoked.peer()));
            default -> Mono.empty();
        };
    }

    /// Asks for all pairings and keeps what holds and wasn't known. Subscribe to [#events] before, or something may
    /// come between.
    public Mono<CatchUp> catchUp() {
        return Mono.defer(() -> {
            var added = new ArrayList<Peer>();
            var refused = new ArrayList<PairingEvent.Refused>();
            var listed = new HashSet<Identity>();
            return pairings(null)
                    .expand(page -> page.more() ? pairings(page.next()) : Mono.empty())
                    .take(MAX_PAGES)
                    .publishOn(Schedulers.boundedElastic())
                    .concatMapIterable(Pairings::pairings)
                    .concatMap(
                            told -> admit(told, false).doOnNext(event -> sort(event, added, refused)).then(other(told)))
                    .doOnNext(listed::add)
                    .then(trust.peers().filter(peer -> !listed.contains(peer.identity())).collectList())
                    .map(missing -> new CatchUp(List.copyOf(added), List.copyOf(refused), List.copyOf(missing)));
        });
    }

    private Mono<Pairings> pairings(@Nullable String after) {
        return server.request(ref -> new PairList(ref, after), Pairings.class);
    }

    private static void sort(PairingEvent event, List<Peer> added, List<PairingEvent.Refused> refused) {
        switch (event) {
            case PairingEvent.PeerAdded(Peer peer) -> added.add(peer);
            case PairingEvent.Refused refusal -> refused.add(refusal);
            case PairingEvent.Revoked revoked -> {}
        }
    }

    /// Whom the evidence is about, whether it holds or not.
    private Mono<Identity> other(PairEvidence told) {
        if (!told.joiner().equals(key.identity())) {
            return Mono.just(told.joiner());
        }
        return Mono.fromCallable(() -> Invite.decode(told.signedInvite()).inviter().identity())
                .onErrorComplete(IllegalArgumentException.class);
    }

    /// @param live whether it happens now, by this device's clock
    private Mono<PairingEvent> admit(PairEvidence told, boolean live) {
        return Mono.fromCallable(
                        () -> {
                            if (live) {
                                checkNow(told);
                            }
                            return Evidence.verified(told, key.identity());
                        })
                .flatMap(evidence ->
                        trust.admit(evidence.peer(), evidence.uses())
                                .flatMap(admission -> event(admission, told, evidence.peer())))
                .onErrorResume(PairingException.class, wrong -> refused(told.joiner(), wrong.reason(), live));
    }

    /// A peer may redeem its invite again, also when that has expired.
    private Mono<PairingEvent> refused(Identity joiner, Reason reason, boolean live) {
        return (live && reason == Reason.EXPIRED ? trust.find(joiner).hasElement() : Mono.just(false))
                .filter(known -> !known)
                .map(unknown -> new PairingEvent.Refused(joiner, reason));
    }

    /// Who is said to come now can't come by what has expired before.
    private void checkNow(PairEvidence told) {
        try {
            if (Invite.decode(told.signedInvite()).isExpiredAt(clock.instant().minus(Invite.CLOCK_SKEW))) {
                throw new PairingException(Reason.EXPIRED);
            }
        } catch (IllegalArgumentException malformed) {
            throw new PairingException(Reason.MALFORMED_INVITE);
        }
    }

    private static Mono<PairingEvent> event(TrustStore.Admission admission, PairEvidence told, Peer peer) {
        return switch (admission) {
            case ADDED -> Mono.just(new PairingEvent.PeerAdded(peer));
            case KNOWN -> Mono.empty();
            case USED_UP, REVOKED, FULL -> Mono.just(new PairingEvent.Refused(told.joiner(), reason(admission)));
        };
    }

    private static Reason reason(TrustStore.Admission refused) {
        return switch (refused) {
            case USED_UP -> Reason.USED_UP;
            case REVOKED -> Reason.REVOKED;
            case FULL -> Reason.FULL;
            case ADDED, KNOWN -> throw new IllegalStateException("not refused");
        };
    }

    /// Ends a pairing, here first and then at the server, which closes the channels.
    public Mono<Void> unpair(Identity peer) {
        return trust.remove(peer).then(server.request(ref -> new PairRevoke(ref, peer), PairRevoked.class)).then();
    }
}
