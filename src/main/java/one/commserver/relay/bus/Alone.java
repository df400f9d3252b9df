package one.commserver.relay.bus;

import one.commserver.registry.NodeId;

import java.time.Duration;

/// The bus of a node that is the only one.
public record Alone(NodeId self) implements Bus {

    @Override
    public void start(BusListener listener) {
        // nobody ever says anything
    }

    @Override
    public boolean send(NodeId to, BusMessage message) {
        return false;
    }

    @Override
    public boolean isAlive(Duration within) {
        return true;
    }

    @Override
    public long waiting() {
        return 0;
    }

    @Override
    public long waiting(NodeId to) {
        return 0;
    }
}
