package one.commserver.session;

import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.Dialect;
import one.commserver.protocol.ErrorCode;
import one.commserver.protocol.ErrorMessage;
import one.commserver.session.link.LinkSession;
import one.commserver.session.link.Phase;
import one.commserver.transport.Link;

/// The first frame is awaited; it decides which dialect the link speaks, unless the subprotocol has done so.
///
/// Spec: chapter 1.
final class Greeting implements Phase {

    private final LinkSession session;
    private final SessionServices services;

    Greeting(LinkSession session, SessionServices services) {
        this.session = session;
        this.services = services;
    }

    @Override
    public void text(String text) {
        if (Link.NATIVE_SUBPROTOCOL.equals(session.link().subprotocol())) {
            speakNative(text);
            return;
        }
        switch (Dialect.of(text)) {
            case Dialect.Known.NATIVE -> speakNative(text);
            case Dialect.Known.ONE -> speakOne(text);
            case Dialect.None(CloseReason reason) -> session.end(reason);
        }
    }

    @Override
    public void tell(ErrorMessage error, ErrorCode code) {
        session.tell(error);
    }

    @Override
    public boolean hasBegun() {
        return false;
    }

    private void speakOne(String text) {
        if (services.one().isSpoken()) {
            Phase next = services.one().begin(session);
            session.enter(next);
            next.text(text);
        } else {
            session.end(CloseReason.UNKNOWN_DIALECT);
        }
    }

    private void speakNative(String text) {
        session.connection().label(ConnectionLabels.ofDialect(ConnectionLabels.NATIVE));
        session.connection().become(ConnectionState.AUTHENTICATING);
        Phase next = new Authenticating(session, services);
        session.enter(next);
        next.text(text);
    }
}
