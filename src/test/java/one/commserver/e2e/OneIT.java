package one.commserver.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/// The ONE dialect on a node that stands alone.
class OneIT extends OneContract {

    @RegisterExtension static final Server server = Servers.ROOMY;

    @Override
    RawClient listener() {
        return server.connect();
    }

    @Override
    RawClient requester() {
        return server.connect();
    }
}
