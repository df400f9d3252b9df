package one.commserver.session.one;

import one.commserver.protocol.ServerMessage;
import one.commserver.relay.channel.Line;
import one.commserver.session.link.LinkSession;
import one.commserver.transport.FrameOutlet;
import one.commserver.wire.Departure;

import java.util.function.Consumer;

/// How the relay reaches a client of this dialect: what it tells is understood here, and becomes steps of the link.
///
/// @param heard gets what the relay tells, on the link's thread and in order
record OneLine(LinkSession session, Consumer<ServerMessage> heard) implements Line {

    @Override
    public void tell(ServerMessage message) {
        session.connection().execute(() -> heard.accept(message));
    }

    @Override
    public void queue(Departure departure) {
        session.connection().queue(departure);
    }

    @Override
    public FrameOutlet outlet() {
        return session.link().outlet();
    }

    @Override
    public void execute(Runnable task) {
        session.connection().execute(task);
    }
}
