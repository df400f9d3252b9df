package one.commserver.relay.channel;

import one.commserver.protocol.ServerMessage;
import one.commserver.transport.FrameOutlet;
import one.commserver.wire.Departure;

/// How the relay reaches one client: what it is told and what it is sent leave in one order.
public interface Line {

    /// Tells the client something. Any thread.
    void tell(ServerMessage message);

    /// Puts something in line. Any thread.
    void queue(Departure departure);

    /// Where binary frames leave.
    FrameOutlet outlet();

    /// Runs a task on the client's own thread, in order. Any thread.
    void execute(Runnable task);
}
