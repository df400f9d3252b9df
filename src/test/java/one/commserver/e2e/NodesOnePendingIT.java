package one.commserver.e2e;

import one.commserver.relay.Relay;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Requests for spares that owe an answer at another node.
class NodesOnePendingIT extends OnePendingContract {

    @RegisterExtension
    static final Nodes nodes =
            Nodes.of(
                    2,
                    "commserver.one.ping-interval=1s",
                    "commserver.one.pong-timeout=5m",
                    "commserver.relay.offer-timeout=1m");

    @Override
    RawClient listener() {
        return RawClient.dial(new RawSocket.Dial(nodes.node(0).port()));
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
