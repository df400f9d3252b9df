package one.commserver.session.one;

import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.limits.SizeLimits;
import one.commserver.protocol.ChannelMessage.ChannelOpen;
import one.commserver.protocol.ChannelMessage.ChannelOpened;
import one.commserver.protocol.ConnectionKind;
import one.commserver.protocol.ErrorMessage;
import one.commserver.protocol.ServerMessage;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneFailure;
import one.commserver.registry.Registration;
import one.commserver.registry.SessionId;
import one.commserver.registry.Slot;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Parting;

import reactor.core.publisher.Mono;

/// A client has asked for a key, and is joined with one of those who wait under it, or told that there is none. Nobody
/// knows who it is: the key that it names as its own is for the other one to check. So it has a place in the relay, but
/// none in the registry.
///
/// Whoever can't be asked for, for whatever reason, looks like one who isn't there.
final class Asking extends OnePhase {

    /// Nobody decides between takings of a place that is in no registry.
    private static final long ONLY_EPOCH = 1;

    /// The largest message before anybody has accepted, in bytes: the largest that applications send.
    private static final int MOST_EARLY = (int) SizeLimits.SMALLEST_ONE_MESSAGE.toBytes();

    private final CommunicationRequest request;
    private final Joint joint;

    Asking(LinkSession session, OneServices services, CommunicationRequest request) {
        super(session, services);
        this.request = request;
        Slot slot =
                new Slot(
                        OneAccess.identityOf(request.sourcePublicKey()),
                        OneAccess.newName(),
                        ConnectionKind.ONE_REQUESTER,
                        "");
        var registration = new Registration(slot, ONLY_EPOCH, services.self(), new SessionId(OneAccess.newName()));
        this.joint = new Joint(session, services, registration, this::heard);
    }

    /// Looks for somebody. What the client sends meanwhile is kept.
    void begin() {
        session().authenticated();
        session()
                .connection()
                .label(new ConnectionLabels(ConnectionLabels.ONE, ConnectionKind.ONE_REQUESTER, null, null));
        joint.messages().keep();
        // what has been read already may come at once
        session().link().allow(MOST_EARLY, MOST_EARLY);
        joint.attach();
        later(
                services()
                        .access()
                        .mayAsk(request)
                        .flatMap(may -> may ? open() : session().onLink(() -> fail(OneFailure.NO_LISTENER))));
    }

    private Mono<Void> open() {
        var target = OneAccess.identityOf(request.targetPublicKey());
        return services().relay().open(joint.party(), new ChannelOpen(null, target, null, joint.messages().window()));
    }

    private void heard(ServerMessage message) {
        switch (message) {
            case ChannelOpened opened -> {
                session().connection().become(ConnectionState.AUTHENTICATED);
                session().connection().become(ConnectionState.ACTIVE);
                joint.join(opened.channel(), opened.limit());
            }
            case ErrorMessage _ -> fail(OneFailure.NO_LISTENER);
            default -> {}
        }
    }

    /// Cannot be: what comes is kept.
    @Override
    void message(OneClientMessage message) {
        fail(OneFailure.UNEXPECTED_FIRST);
    }

    @Override
    public void stopped(Parting how) {
        joint.leave();
    }
}
