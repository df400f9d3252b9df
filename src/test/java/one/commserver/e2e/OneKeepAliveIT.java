package one.commserver.e2e;

import org.junit.jupiter.api.extension.RegisterExtension;

/// Who waits in the ONE dialect at a node that stands alone is asked whether it is there.
class OneKeepAliveIT extends OneKeepAliveContract {

    @RegisterExtension static final Server SERVER = Servers.PINGING;

    @Override
    RawClient listener() {
        return SERVER.connect();
    }

    @Override
    RawClient requester() {
        return SERVER.connect();
    }
}
