package one.commserver.e2e;

import one.commserver.relay.Relay;

import org.junit.jupiter.api.extension.RegisterExtension;

/// The ONE dialect on a node that stands alone.
class OneIT extends OneRaceContract {

    @RegisterExtension static final Server server = Servers.ROOMY;

    @Override
    RawClient listener() {
        return server.connect();
    }

    @Override
    RawClient requester() {
        return server.connect();
    }

    @Override
    Relay relay() {
        return server.context().getBean(Relay.class);
    }
}
