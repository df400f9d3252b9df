package one.commserver.client.one;

import one.commserver.registry.Registry;

import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.web.server.LocalServerPort;

/// The client of the ONE dialect at a node that stands alone.
@SpringBootTest(
        webEnvironment = SpringBootTest.WebEnvironment.RANDOM_PORT,
        properties = "commserver.one.ping-interval=1s")
class OneRelayIT extends OneRelayContract {

    @LocalServerPort private int port;
    @Autowired private Registry registry;

    @Override
    String listenersUrl() {
        return "ws://127.0.0.1:" + port + "/";
    }

    @Override
    String requestersUrl() {
        return listenersUrl();
    }

    @Override
    Registry registry() {
        return registry;
    }
}
