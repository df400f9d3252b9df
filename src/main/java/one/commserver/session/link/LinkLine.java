package one.commserver.session.link;

import one.commserver.protocol.ServerMessage;
import one.commserver.relay.channel.Line;
import one.commserver.transport.FrameOutlet;
import one.commserver.wire.Departure;

/// How the relay reaches the client of a session.
///
/// @param session the session behind it
public record LinkLine(LinkSession session) implements Line {

    @Override
    public void tell(ServerMessage message) {
        session.tell(message);
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
