package one.commserver.session;

import one.commserver.connection.ConnectionLabels;
import one.commserver.connection.ConnectionState;
import one.commserver.protocol.CloseReason;
import one.commserver.protocol.Dialect;
import one.commserver.transport.Link;

/// The first frame is awaited; it decides which dialect the link speaks, unless the subprotocol has done so.
///
/// Spec: chapter 1.
final class Greeting implements Phase {

    private final LinkSession session;

    Greeting(LinkSession session) {
        this.session = session;
    }

    @Override
    public void text(String text) {
        if (Link.NATIVE_SUBPROTOCOL.equals(session.link().subprotocol())) {
            speakNative(text);
            return;
        }
        switch (Dialect.of(text)) {
            case Dialect.Known.NATIVE -> speakNative(text);
            // the place of the ONE dialect: until it is spoken here, it is as foreign as any other
            case Dialect.Known.ONE -> session.end(CloseReason.UNKNOWN_DIALECT);
            case Dialect.None(CloseReason reason) -> session.end(reason);
        }
    }

    private void speakNative(String text) {
        session.connection().label(ConnectionLabels.ofDialect(ConnectionLabels.NATIVE));
        session.connection().become(ConnectionState.AUTHENTICATING);
        Phase next = new Authenticating(session);
        session.enter(next);
        next.text(text);
    }
}
