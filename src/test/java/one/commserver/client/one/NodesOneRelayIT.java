package one.commserver.client.one;

import one.commserver.e2e.Nodes;
import one.commserver.registry.Registry;

import org.junit.jupiter.api.extension.RegisterExtension;

/// The client of the ONE dialect across two nodes: listeners are at one, requesters at the other.
class NodesOneRelayIT extends OneRelayContract {

    @RegisterExtension static final Nodes nodes = Nodes.of(2, "commserver.one.ping-interval=1s");

    @Override
    String listenersUrl() {
        return nodes.url(0);
    }

    @Override
    String requestersUrl() {
        return nodes.url(1);
    }

    /// The requesters' node: what it finds is handed over.
    @Override
    Registry registry() {
        return nodes.bean(1, Registry.class);
    }
}
