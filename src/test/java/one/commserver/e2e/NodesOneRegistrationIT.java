package one.commserver.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Registration in the ONE dialect at one of two nodes; whether somebody has registered is seen at the other.
class NodesOneRegistrationIT extends OneRegistrationContract {

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
