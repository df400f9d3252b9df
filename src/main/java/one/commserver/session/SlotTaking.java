package one.commserver.session;

import one.commserver.handshake.Authenticated;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage.ConnectionConflict;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.RefusedException;
import one.commserver.registry.Claim;
import one.commserver.registry.Decision;
import one.commserver.registry.SessionToken;
import one.commserver.registry.Slot;
import one.commserver.registry.SlotHolder;
import one.commserver.relay.record.SessionRecord;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Parting;
import one.commserver.wire.CloseStatus;

import reactor.core.publisher.Mono;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/// The step between `response` and `auth_success`: an authenticated client gets its slot, or is told why not. From the
/// moment of the decision this is also what holds the slot.
///
/// Spec: chapter 4, connection kinds and duplicates.
final class SlotTaking implements SlotHolder {

    private final LinkSession session;
    private final SessionServices services;

    /// On the link's thread, as what follows.
    private boolean isIn;

    /// What came while the client wasn't in yet: of each slot the last one.
    private final Map<Slot, ConnectionConflict> early = new LinkedHashMap<>(0);

    SlotTaking(LinkSession session, SessionServices services) {
        this.session = session;
        this.services = services;
    }

    /// Takes the slot and lets the client in.
    ///
    /// @return completes when it is in; fails with a [RefusedException]
    Mono<Void> take(Authenticated who) {
        if (!who.kind().hasSlot()) {
            return session.onLink(() -> letInWithoutSlot(who));
        }
        Slot slot = new Slot(who.identity(), who.instance(), who.kind(), who.lane());
        SessionToken presented = who.session() == null ? null : new SessionToken(who.session());
        return services.registry().take(new Claim(slot, presented, this)).flatMap(decision -> decided(who, decision));
    }

    @Override
    public Mono<Void> displaced(boolean resumed) {
        Parting how = resumed ? new Parting.SessionStays() : new Parting.SessionOver(ChannelCloseReason.REPLACED);
        return session.onLink(() -> session.end(CloseStatus.of(CloseReason.REPLACED), how));
    }

    @Override
    public Mono<Void> doubted() {
        return session.onLink(() -> session.refuse(ErrorCode.SERVER_BUSY));
    }

    @Override
    public Mono<Void> revoked() {
        var how = new Parting.SessionOver(ChannelCloseReason.CONNECTION_CLOSED);
        return session.onLink(() -> session.end(CloseStatus.of(CloseReason.ROUTE_STOPPED), how));
    }

    /// What is decided comes before the client hears of it, and a former holder may take its time to leave: until then
    /// others may begin to fight. A newcomer hears of that behind its `auth_success`.
    @Override
    public void conflict(Slot slot, int displacements) {
        var conflict = new ConnectionConflict(null, slot.instance(), slot.kind(), slot.lane(), displacements);
        session.connection()
                .execute(() -> {
                    if (isIn) {
                        session.tell(conflict);
                    } else {
                        early.put(slot, conflict);
                    }
                });
    }

    private void start(Active active) {
        active.start();
        isIn = active.isStarted();
        if (isIn) {
            early.values().forEach(session::tell);
        }
        early.clear();
    }

    private Mono<Void> decided(Authenticated who, Decision decision) {
        return switch (decision) {
            case Decision.Taken taken -> letIn(who, taken);
            case Decision.TakenAMomentAgo(var retryAfter) ->
                    Mono.error(RefusedException.of(ErrorCode.DUPLICATE_CONNECTION, who.ref()).retryAfter(retryAfter));
            case Decision.TooManyOfIdentity() -> Mono.error(RefusedException.of(ErrorCode.LIMIT_IDENTITY, who.ref()));
            case Decision.TooManyLanes() -> Mono.error(RefusedException.of(ErrorCode.LIMIT_LANES, who.ref()));
        };
    }

    /// The client may have gone, or been displaced, while the slot was decided: then nobody is let in, and the slot is
    /// given back. So it is if nobody can say what the session has.
    private Mono<Void> letIn(Authenticated who, Decision.Taken taken) {
        Mono<Void> giveBack = Mono.defer(() -> services.registry().lost(taken.registration()));
        return recall(taken)
                .onErrorResume(away -> giveBack.onErrorComplete().then(Mono.error(away)))
                .flatMap(written -> {
                    Active active = new Active(session, services, who, taken, written);
                    return session.onLink(() -> start(active))
                            .then(Mono.defer(() -> active.isStarted() ? Mono.empty() : giveBack));
                });
    }

    private Mono<Optional<SessionRecord>> recall(Decision.Taken taken) {
        return taken.isProvisional()
                ? Mono.just(Optional.empty())
                : services.relay().recall(taken.registration(), taken.resumed());
    }

    private void letInWithoutSlot(Authenticated who) {
        if (!session.isEnding()) {
            services.admission().admitDiscovery(session.ticket(), who.identity(), who.ref());
            new Active(session, services, who, null, Optional.empty()).start();
        }
    }
}
