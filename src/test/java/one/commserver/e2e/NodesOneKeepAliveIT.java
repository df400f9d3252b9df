package one.commserver.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Who waits in the ONE dialect at one of two nodes is asked whether it is there; who asks for it is at the other.
class NodesOneKeepAliveIT extends OneKeepAliveContract {

    @RegisterExtension
    static final Nodes nodes = Nodes.of(2, "commserver.one.ping-interval=1s", "commserver.one.pong-timeout=3s");

    @Override
    RawClient listener() {
        return nodes.connect(0);
    }

    @Override
    RawClient requester() {
        return nodes.connect(1);
    }
}
