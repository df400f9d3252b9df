package one.commserver.client;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.boot.test.web.server.LocalServerPort;

/// Clients of the real server, which each test configures as it needs it.
abstract class ServerFixture {

    @LocalServerPort int port;

    ClientFixture clients;

    @BeforeEach
    void open() {
        clients = new ClientFixture(port);
    }

    @AfterEach
    void close() {
        clients.close();
    }
}
