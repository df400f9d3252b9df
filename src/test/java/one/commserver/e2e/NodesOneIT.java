package one.commserver.e2e;

import one.commserver.relay.Relay;

import org.junit.jupiter.api.extension.RegisterExtension;

/// The ONE dialect across two nodes: who waits is at one, who asks at the other.
class NodesOneIT extends OneRaceContract {

    @RegisterExtension static final Nodes nodes = Nodes.of(2);

    @Override
    RawClient listener() {
        return nodes.connect(0);
    }

    @Override
    RawClient requester() {
        return nodes.connect(1);
    }

    @Override
    Relay relay() {
        return nodes.bean(0, Relay.class);
    }
}
