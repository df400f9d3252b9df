package one.commserver.session.one;

import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.crypto.box.BoxPublicKey;
import one.commserver.protocol.one.CommunicationRequest;
import one.commserver.protocol.one.OneClientMessage;
import one.commserver.protocol.one.OneClientMessage.AuthenticationResponse;
import one.commserver.protocol.one.OneClientMessage.Pong;
import one.commserver.protocol.one.OneClientMessage.Register;
import one.commserver.protocol.one.OneFailure;
import one.commserver.session.link.LinkSession;

/// The first message says what the link is for.
final class FirstMessage extends OnePhase {

    FirstMessage(LinkSession session, OneServices services) {
        super(session, services);
        session.connection().label(ConnectionLabels.ofDialect(ConnectionLabels.ONE));
        session.connection().become(ConnectionState.AUTHENTICATING);
    }

    @Override
    void message(OneClientMessage message) {
        switch (message) {
            case Register(var key) -> register(key);
            case CommunicationRequest request -> ask(request);
            case AuthenticationResponse _ -> fail(OneFailure.UNEXPECTED_FIRST);
            case Pong _ -> fail(OneFailure.NO_CLIENT_MESSAGE);
        }
    }

    private void register(BoxPublicKey key) {
        var registering = new Registering(session(), services(), key);
        session().enter(registering);
        registering.begin();
    }

    private void ask(CommunicationRequest request) {
        if (!services().access().countRequest(session().link().address(), request)) {
            fail(OneFailure.NO_LISTENER);
            return;
        }
        var asking = new Asking(session(), services(), request);
        session().enter(asking);
        asking.begin();
    }
}
