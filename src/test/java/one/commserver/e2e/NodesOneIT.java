package one.commserver.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/// The ONE dialect across two nodes: who waits is at one, who asks at the other.
class NodesOneIT extends OneContract {

    @RegisterExtension static final Nodes nodes = Nodes.of(2);

    @Override
    RawClient listener() {
        return nodes.connect(0);
    }

    @Override
    RawClient requester() {
        return nodes.connect(1);
    }
}
