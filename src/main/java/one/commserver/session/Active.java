package one.commserver.session;

import one.commserver.connection.ConnectionEnd;
import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.handshake.Authenticated;
import one.commserver.pairing.PairingExchange;
import one.commserver.protocol.AuthenticationMessage;
import one.commserver.protocol.AuthenticationMessage.AuthSuccess;
import one.commserver.protocol.ChannelCloseReason;
import one.commserver.protocol.ChannelMessage;
import one.commserver.protocol.ConnectionMessage;
import one.commserver.protocol.ConnectionMessage.Heartbeat;
import one.commserver.protocol.ConnectionMessage.HeartbeatAck;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.PairingMessage;
import one.commserver.protocol.RefusedException;
import one.commserver.registry.Decision;
import one.commserver.registry.Registration;
import one.commserver.registry.Registry;
import one.commserver.relay.Party;
import one.commserver.relay.Relay;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import java.util.List;

/// The client is in: each message goes to the feature that it is for.
final class Active implements Phase {

    private static final List<String> CAPABILITIES = List.of("channels", "pairing");

    private final LinkSession session;
    private final Relay relay;
    private final Authenticated who;
    private final Decision.@Nullable Taken slot;
    private @Nullable Party party;
    private @Nullable PairingExchange pairing;
    private boolean started;

    /// @param slot what the client holds, or null for a kind that has no slot
    Active(LinkSession session, Authenticated who, Decision.@Nullable Taken slot) {
        this.session = session;
        this.relay = session.services().relay();
        this.who = who;
        this.slot = slot;
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
            join(slot.registration());
        }
        SessionServices.Announcement announcement = session.services().announcement();
        session.link()
                .allow(
                        (int) announcement.sizes().textMessage().toBytes(),
                        (int) announcement.sizes().binaryFrame().toBytes());
        session.connection()
                .label(
                        new ConnectionLabels(
                                session.connection().labels().dialect(), who.kind(), who.identity(), who.instance()));
        session.connection().become(ConnectionState.AUTHENTICATED);
        session.tell(success(announcement));
        session.connection().become(ConnectionState.ACTIVE);
    }

    boolean isStarted() {
        return started;
    }

    @Override
    public void text(String text) {
        switch (session.services().codec().decodeClient(text)) {
            case AuthenticationMessage.FromClient again ->
                    throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, again.ref());
            case ConnectionMessage.FromClient message -> connection(message);
            case ChannelMessage.FromClient message -> channel(message);
            case PairingMessage.FromClient message -> pairing(message);
        }
    }

    @Override
    public void stopped(ChannelCloseReason why) {
        if (party != null) {
            session.services().channelNumbers().keep(party.registration().session(), party.lastNumber());
            relay.leave(party, why);
        }
    }

    /// A client that closes in order wants its session no more; any other end it may come back from.
    @Override
    public Mono<Void> ended(ConnectionEnd end) {
        if (slot == null) {
            return Mono.empty();
        }
        Registry registry = session.services().registry();
        boolean wanted = end.by() == ConnectionEnd.By.REMOTE && end.status().isNormal();
        return wanted ? registry.end(slot.registration()) : registry.lost(slot.registration());
    }

    private void join(Registration registration) {
        int lastNumber = session.services().channelNumbers().take(registration.session());
        party = relay.join(registration, new LinkLine(session), lastNumber);
        session.link().switchTo(party);
        pairing =
                session.services()
                        .pairing()
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
                List.of());
    }

    private void connection(ConnectionMessage.FromClient message) {
        switch (message) {
            case Heartbeat heartbeat -> session.tell(new HeartbeatAck(heartbeat.ref()));
        }
    }

    private void pairing(PairingMessage.FromClient message) {
        if (pairing == null) {
            throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, message.ref());
        }
        session.later(pairing.handle(message));
    }

    /// All but opening is done at once, so that it keeps its order with the frames around it.
    private void channel(ChannelMessage.FromClient message) {
        Party self = party;
        if (self == null) {
            throw RefusedException.of(ErrorCode.UNEXPECTED_MESSAGE, message.ref());
        }
        switch (message) {
            case ChannelMessage.ChannelOpen open -> session.later(relay.open(self, open));
            case ChannelMessage.ChannelAccept accept -> relay.accept(self, accept);
            case ChannelMessage.ChannelReject reject -> relay.reject(self, reject);
            case ChannelMessage.ChannelClose close -> relay.close(self, close);
        }
    }
}
