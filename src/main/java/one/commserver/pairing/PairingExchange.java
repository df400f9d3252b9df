package one.commserver.pairing;

import one.commserver.crypto.Bytes;
import one.commserver.crypto.Identity;
import one.commserver.crypto.Randomness;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage;
import one.commserver.protocol.PairingMessage.InviteCreate;
import one.commserver.protocol.PairingMessage.InviteCreated;
import one.commserver.protocol.PairingMessage.InviteList;
import one.commserver.protocol.PairingMessage.InviteRevoke;
import one.commserver.protocol.PairingMessage.InviteRevoked;
import one.commserver.protocol.PairingMessage.Invites;
import one.commserver.protocol.PairingMessage.LiveInvite;
import one.commserver.protocol.PairingMessage.PairChallenge;
import one.commserver.protocol.PairingMessage.PairEvidence;
import one.commserver.protocol.PairingMessage.PairList;
import one.commserver.protocol.PairingMessage.PairNotice;
import one.commserver.protocol.PairingMessage.PairProof;
import one.commserver.protocol.PairingMessage.PairRequest;
import one.commserver.protocol.PairingMessage.PairRevoke;
import one.commserver.protocol.PairingMessage.PairRevoked;
import one.commserver.protocol.PairingMessage.PairSuccess;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.WireTime;
import one.commserver.protocol.invite.InvalidInviteException;
import one.commserver.protocol.invite.Invite;
import one.commserver.protocol.invite.PairingTranscripts;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.relay.channel.Party;
import one.commserver.transport.ClientAddress;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;

/// One connection's part in pairing: its challenge, of which there is one at most.
///
/// What [#handle] returns is to be done one after another, each to its end before the next one starts; what they share
/// needs no lock then.
///
/// Spec: chapter 7.
public final class PairingExchange {

    /// What an answer has to hold, by the names of its fields.
    private static final List<String> REQUIREMENTS = List.of("proof", "identity_proof");

    private static final int CONNECTION_ID_BYTES = 16;

    private final Member member;
    private final PairingService service;
    private @Nullable Pending pending;

    PairingExchange(Member member, PairingService service) {
        this.member = member;
        this.service = service;
    }

    /// Who is at the connection.
    ///
    /// @param key its public key, where the identity is only a hash of it
    /// @param party itself, in the relay
    /// @param tell tells it something; any thread
    public record Member(
            Identity identity, @Nullable Bytes key, ClientAddress address, Party party, Consumer<ServerMessage> tell) {}

    /// What is to be proven.
    private record Pending(PairRequest request, Bytes challenge, Instant expires) {}

    /// Does what the client asks for and tells it the outcome.
    ///
    /// @return completes when it is done; fails with a [RefusedException] or a [RegistryUnavailableException]
    public Mono<Void> handle(PairingMessage.FromClient message) {
        return switch (message) {
            case InviteCreate create -> Mono.defer(() -> create(create));
            case InviteList list -> list(list);
            case InviteRevoke revoke -> revoke(revoke);
            case PairRequest request -> Mono.fromRunnable(() -> challenge(request));
            case PairProof proof -> Mono.defer(() -> prove(proof));
            case PairList list -> list(list);
            case PairRevoke revoke -> unpair(revoke);
        };
    }

    Member member() {
        return member;
    }

    private Mono<Void> create(InviteCreate request) {
        Invite invite;
        try {
            invite = Invite.decode(request.signedInvite());
        } catch (InvalidInviteException invalid) {
            return refused(ErrorCode.INVITE_INVALID, request.ref());
        }
        Duration pause = service.pauseOfInviter(this);
        if (pause.isPositive()) {
            return Mono.error(RefusedException.of(ErrorCode.PAIR_THROTTLED, request.ref()).retryAfter(pause));
        }
        Instant now = service.clock().instant();
        boolean own = invite.inviter().identity().equals(member.identity());
        if (!own || invite.isExpiredAt(now) || invite.isTooLongAt(now)) {
            return refused(ErrorCode.INVITE_INVALID, request.ref());
        }
        return service.proofs()
                .ofInviter(invite)
                .doOnNext(holds -> {
                    if (!holds) {
                        service.failed(this);
                    }
                })
                .filter(holds -> holds)
                .switchIfEmpty(refused(ErrorCode.INVITE_INVALID, request.ref()))
                .flatMap(holds -> {
                    service.invited(this);
                    return service.pairings().register(invite);
                })
                .map(registration ->
                        switch (registration) {
                            case REGISTERED ->
                                    new InviteCreated(request.ref(), invite.id(), WireTime.format(invite.expires()));
                            case TAKEN -> throw RefusedException.of(ErrorCode.INVITE_INVALID, request.ref());
                            case FULL -> throw RefusedException.of(ErrorCode.LIMIT_INVITES, request.ref());
                        })
                .doOnNext(member.tell())
                .then();
    }

    private Mono<Void> list(InviteList request) {
        return service.pairings()
                .invites(member.identity(), request.after())
                .map(page ->
                        new Invites(
                                request.ref(),
                                page.elements().stream()
                                        .map(live -> new LiveInvite(live.signedInvite(), live.used()))
                                        .toList(),
                                page.more() ? page.next() : null))
                .doOnNext(member.tell())
                .then();
    }

    private Mono<Void> revoke(InviteRevoke request) {
        return service.pairings()
                .revoke(member.identity(), request.invite())
                .filter(known -> known)
                .switchIfEmpty(refused(ErrorCode.INVITE_UNKNOWN, request.ref()))
                .doOnNext(known -> member.tell().accept(new InviteRevoked(request.ref(), request.invite())))
                .then();
    }

    /// The same for every id, whether there is such an invite or not.
    private void challenge(PairRequest request) {
        if (!request.publicKey().equals(member.identity())) {
            throw RefusedException.of(ErrorCode.PAIR_IDENTITY, request.ref());
        }
        if (request.inviter().equals(member.identity())) {
            throw RefusedException.of(ErrorCode.INVITE_OWN, request.ref());
        }
        Instant expires = service.clock().instant().plus(service.properties().challengeLife());
        Bytes challenge = Bytes.of(Randomness.bytes(PairingMessage.ID_BYTES));
        pending = new Pending(request, challenge, expires);
        member.tell().accept(new PairChallenge(request.ref(), challenge, REQUIREMENTS, WireTime.format(expires)));
    }

    private Mono<Void> prove(PairProof proof) {
        Pending asked = pending;
        pending = null;
        if (asked == null || service.clock().instant().isAfter(asked.expires())) {
            return refused(ErrorCode.PAIR_EXPIRED, proof.ref());
        }
        Duration pause = service.pause(this);
        if (pause.isPositive()) {
            return Mono.error(RefusedException.of(ErrorCode.PAIR_THROTTLED, proof.ref()).retryAfter(pause));
        }
        return holds(asked, proof)
                .flatMap(holds -> {
                    if (!holds) {
                        service.failed(this);
                        return refused(ErrorCode.PAIR_PROOF, proof.ref());
                    }
                    return service.pairings().redeem(claim(asked, proof));
                })
                .flatMap(redemption ->
                        switch (redemption) {
                            case Redemption.Paired paired -> paired(paired, proof.ref());
                            case Redemption.Refused refused -> {
                                if (refused == Redemption.Refused.UNKNOWN) {
                                    // anybody can make up an invite and prove its secret, as often as he likes
                                    service.failed(this);
                                }
                                yield refused(code(refused), proof.ref());
                            }
                        });
    }

    private Mono<Boolean> holds(Pending asked, PairProof proof) {
        Bytes invite = asked.request().invite();
        Identity inviter = asked.request().inviter();
        return service.proofs()
                .ofInvite(
                        invite,
                        PairingTranscripts.invite(asked.challenge(), inviter, member.identity(), invite),
                        proof.proof())
                .flatMap(holds ->
                        holds
                                ? service.proofs()
                                        .ofIdentity(
                                                member.identity(),
                                                member.key(),
                                                PairingTranscripts.identity(
                                                        asked.challenge(), inviter, member.identity(), invite),
                                                proof.identityProof())
                                : Mono.just(false));
    }

    private Pairing.Claim claim(Pending asked, PairProof proof) {
        return new Pairing.Claim(
                asked.request().invite(),
                asked.request().inviter(),
                member.identity(),
                member.key(),
                asked.challenge(),
                proof.proof(),
                proof.identityProof(),
                Bytes.of(Randomness.bytes(CONNECTION_ID_BYTES)).toBase64Url());
    }

    /// The joiner is told first. What the inviter's connections miss, they find in their list. They are told each time:
    /// a joiner who comes again may not have heard of the first time, and then nobody has told them.
    private Mono<Void> paired(Redemption.Paired paired, @Nullable String ref) {
        Pairing pairing = paired.pairing();
        if (!paired.fresh()) {
            // to come again without end is to tell them without end
            service.failed(this);
        }
        Mono<Void> channelsStay = service.relay().paired(pairing.inviter(), member.identity());
        Mono<Void> success =
                Mono.fromRunnable(
                        () -> member.tell().accept(new PairSuccess(ref, pairing.connectionId(), pairing.trustLevel())));
        Mono<Void> notice =
                service.relay()
                        .tell(pairing.inviter(), new PairNotice(null, evidence(pairing)), null)
                        .onErrorComplete(RegistryUnavailableException.class);
        Mono<Void> heard = Mono.fromRunnable(() -> service.changes().paired(pairing.inviter(), member.identity()));
        return channelsStay.then(success).then(notice).then(heard);
    }

    private Mono<Void> list(PairList request) {
        return service.pairings()
                .pairings(member.identity(), request.after())
                .map(page ->
                        new PairingMessage.Pairings(
                                request.ref(),
                                page.elements().stream().map(PairingExchange::evidence).toList(),
                                page.next(),
                                page.more()))
                .doOnNext(member.tell())
                .then();
    }

    private Mono<Void> unpair(PairRevoke request) {
        Identity peer = request.peer();
        if (peer.equals(member.identity())) {
            return refused(ErrorCode.NOT_PAIRED, request.ref());
        }
        return service.changes()
                .unpair(member.identity(), peer, member.party())
                .filter(were -> were)
                .switchIfEmpty(refused(ErrorCode.NOT_PAIRED, request.ref()))
                .doOnNext(were -> member.tell().accept(new PairRevoked(request.ref(), peer)))
                .then();
    }

    private static PairEvidence evidence(Pairing pairing) {
        Pairing.Claim claim = pairing.claim();
        return new PairEvidence(
                pairing.signedInvite(),
                claim.joiner(),
                claim.key(),
                claim.challenge(),
                claim.proof(),
                claim.identityProof(),
                pairing.connectionId(),
                WireTime.format(pairing.paired()));
    }

    private static ErrorCode code(Redemption.Refused refused) {
        return switch (refused) {
            case UNKNOWN -> ErrorCode.INVITE_UNKNOWN;
            case REVOKED -> ErrorCode.INVITE_REVOKED;
            case EXPIRED -> ErrorCode.INVITE_EXPIRED;
            case USED_UP -> ErrorCode.INVITE_USED_UP;
            case FULL -> ErrorCode.LIMIT_PAIRINGS;
        };
    }

    private static <T> Mono<T> refused(ErrorCode code, @Nullable String ref) {
        return Mono.error(() -> RefusedException.of(code, ref));
    }
}
