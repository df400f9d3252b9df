package one.commserver.e2e;

import one.commserver.relay.Relay;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Requests for spares that owe an answer, at a node that stands alone.
class OnePendingIT extends OnePendingContract {

    @RegisterExtension static final Server SERVER = Servers.PATIENT;

    @Override
    RawClient listener() {
        return RawClient.dial(SERVER.dial());
    }

    @Override
    RawClient requester() {
        return SERVER.connect();
    }

    @Override
    Relay relay() {
        return SERVER.context().getBean(Relay.class);
    }
}
