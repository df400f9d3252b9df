package one.commserver.session;

import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.discovery.DiscoveryExchange;
import one.commserver.handshake.Authenticated;
import one.commserver.mailbox.SyncExchange;
import one.commserver.pairing.PairingExchange;
import one.commserver.protocol.AuthenticationMessage;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ChannelMessage.ChannelSummary;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.ConnectionMessage;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.DiscoveryMessage;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.PairingMessage;
import one.commserver.protocol.RefusedException;
import one.commserver.protocol.SyncMessage;
import one.commserver.registry.Decision;
import one.commserver.registry.Registry;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.relay.Relay;
import one.commserver.relay.channel.Party;
import one.commserver.relay.record.SessionRecord;
import one.commserver.session.link.LinkLine;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Parting;
import one.commserver.session.link.Phase;
import one.commserver.tracing.ServerObservation;
import one.commserver.tracing.ServerObservation.Tag;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.util.List;
import java.util.Optional;

/// The client is in: each message goes to the feature that it is for.
final class Active implements Phase {

    private static final List<String> CAPABILITIES = List.of("channels", "pairing", "discovery", "sync");

    private final LinkSession session;
    private final SessionServices services;
    private final Relay relay;
    private final Authenticated who;
    private final Decision.@Nullable Taken slot;
    private final Optional<SessionRecord> written;
    private List<ChannelSummary> channels = List.of();
    private @Nullable Party party;
    private @Nullable PairingExchange pairing;
    private @Nullable SyncExchange sync;
    private final DiscoveryExchange discovery;
    private boolean started;

    /// @param slot what the client holds, or null for a kind that has no slot
    /// @param written what is known of its session from another node
    Active(
            LinkSession session,
            SessionServices services,
            Authenticated who,
            Decision.@Nullable Taken slot,
            Optional<SessionRecord> written) {
        this.session = session;
        this.services = services;
        this.relay = services.relay();
        this.who = who;
        this.slot = slot;
        this.written = written;
        this.discovery =
                services.discovery()
                        .begin(
                                new DiscoveryExchange.Member(
                                        who.identity(),
                                        who.key(),
                                        session.link().address(),
                                        slot == null ? null : slot.registration(),
                                        session::tell));
    }

    /// Lets the client in, unless it has gone meanwhile.
    void start() {
        if (session.isEnding()) {
            return;
        }
        started = true;
        session.enter(this);
        session.authenticated();
        if (slot != null) {
            join(slot);
        }
        SessionServices.Announcement announcement = services.announcement();
        session.link()
                .allow(
                        (int) announcement.sizes().now().textMessage().toBytes(),
                        (int) announcement.sizes().now().binaryFrame().toBytes());
        session.connection()
                .label(
                        new ConnectionLabels(
                                session.connection().labels().dialect(), who.kind(), who.identity(), who.instance()));
        session.connection().become(ConnectionState.AUTHENTICATED);
        session.tell(success(announcement));
        if (party != null) {
            relay.attach(party, new LinkLine(session), channels);
        }
        session.connection().become(ConnectionState.ACTIVE);
        if (slot == null) {
            session.endAfter(services.discovery().connectionLife(), CloseReason.NORMAL);
        }
        if (slot != null && !slot.resumed()) {
            session.also(discovery.enter());
        }
        if (sync != null) {
            session.also(sync.greet());
        }
    }

    boolean isStarted() {
        return started;
    }

    @Override
    public void tell(ErrorMessage error, ErrorCode code) {
        session.tell(error);
    }

    @Override
    public void text(String text) {
        switch (services.codec().decodeClient(text)) {
            case AuthenticationMessage.FromClient again ->
                    throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, again.ref());
            case ConnectionMessage.FromClient message -> connection(message);
            case ChannelMessage.FromClient message -> channel(message);
            case PairingMessage.FromClient message -> pairing(message, text.length());
            case DiscoveryMessage.FromClient message ->
                    session.later(message.ref(), discovery.handle(message), text.length());
            case SyncMessage.FromClient message -> sync(message, text.length());
        }
    }

    @Override
    public void stopped(Parting how) {
        discovery.stop();
        if (sync != null) {
            sync.stop();
        }
        if (party == null) {
            return;
        }
        switch (how) {
            case Parting.SessionStays() -> relay.suspend(party);
            case Parting.SessionOver(ChannelCloseReason why) -> relay.leave(party, why);
        }
    }

    @Override
    public Mono<Void> release(Parting how) {
        if (slot == null) {
            return Mono.empty();
        }
        Registry registry = services.registry();
        return switch (how) {
            case Parting.SessionStays() -> both(registry.lost(slot.registration()), discovery.lost());
            case Parting.SessionOver(var _) -> both(registry.end(slot.registration()), discovery.over());
        };
    }

    /// Who can't be told of it now learns of it later, without this link.
    private static Mono<Void> both(Mono<Void> one, Mono<Void> other) {
        return Mono.whenDelayError(
                one.onErrorComplete(RegistryUnavailableException.class),
                other.onErrorComplete(RegistryUnavailableException.class));
    }

    private void join(Decision.Taken taken) {
        party = relay.join(taken.registration(), taken.resumed(), written);
        channels = party.channels();
        session.link().switchTo(party);
        sync =
                services.sync()
                        .begin(
                                new SyncExchange.Member(
                                        who.identity(),
                                        who.instance(),
                                        session::tell,
                                        task -> session.connection().execute(() -> session.also(task)),
                                        code -> session.connection().execute(() -> session.refuse(code))));
        pairing =
                services.pairing()
                        .begin(
                                new PairingExchange.Member(
                                        who.identity(), who.key(), session.link().address(), party, session::tell));
    }

    private AuthSuccess success(SessionServices.Announcement announcement) {
        return new AuthSuccess(
                who.ref(),
                slot == null ? null : slot.token().value(),
                slot != null && slot.resumed(),
                CAPABILITIES,
                announcement.properties().heartbeatInterval().toMillis(),
                announcement.limits(),
                channels);
    }

    private void connection(ConnectionMessage.FromClient message) {
        switch (message) {
            case Heartbeat heartbeat -> {
                services.watch().reported(session.connection(), heartbeat);
                session.tell(new HeartbeatAck(heartbeat.ref()));
            }
        }
    }

    private void pairing(PairingMessage.FromClient message, int size) {
        if (pairing == null) {
            throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, message.ref());
        }
        session.later(message.ref(), traced(message, pairing.handle(message)), size);
    }

    private Mono<Void> traced(PairingMessage.FromClient message, Mono<Void> work) {
        return services.tracing()
                .within(
                        ServerObservation.PAIRING,
                        span -> {
                            span.on(session.connection().id()).tag(Tag.MESSAGE, typeOf(message));
                            return work;
                        });
    }

    private static String typeOf(PairingMessage.FromClient message) {
        return switch (message) {
            case PairingMessage.InviteCreate _ -> "invite_create";
            case PairingMessage.InviteList _ -> "invite_list";
            case PairingMessage.InviteRevoke _ -> "invite_revoke";
            case PairingMessage.PairRequest _ -> "pair_request";
            case PairingMessage.PairProof _ -> "pair_proof";
            case PairingMessage.PairList _ -> "pair_list";
            case PairingMessage.PairRevoke _ -> "pair_revoke";
        };
    }

    private void sync(SyncMessage.FromClient message, int size) {
        if (sync == null) {
            throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, message.ref());
        }
        session.later(message.ref(), sync.handle(message), size);
    }

    /// All but opening is done at once, so that it keeps its order with the frames around it.
    private void channel(ChannelMessage.FromClient message) {
        Party self = party;
        if (self == null) {
            throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, message.ref());
        }
        switch (message) {
            case ChannelMessage.ChannelOpen open -> session.later(open.ref(), relay.open(self, open), 0);
            case ChannelMessage.ChannelAccept accept -> relay.accept(self, accept);
            case ChannelMessage.ChannelReject reject -> relay.reject(self, reject);
            case ChannelMessage.ChannelResume resume -> relay.resume(self, resume);
            case ChannelMessage.ChannelClose close -> relay.close(self, close);
        }
    }
}
