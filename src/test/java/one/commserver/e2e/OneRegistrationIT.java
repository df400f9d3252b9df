package one.commserver.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Registration in the ONE dialect at a node that stands alone.
class OneRegistrationIT extends OneRegistrationContract {

    @RegisterExtension static final Server SERVER = Servers.ROOMY;

    @Override
    RawClient listener() {
        return SERVER.connect();
    }

    @Override
    RawClient requester() {
        return SERVER.connect();
    }
}
