package one.commserver.registry.redis;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import one.commserver.crypto.Identity;
import one.commserver.protocol.ConnectionKind;
import one.commserver.registry.RegistryScene;
import one.commserver.registry.RegistryUnavailableException;
import one.commserver.registry.Slot;
import one.commserver.testing.RedisServer;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Timeout;

/// Two nodes on a Redis that each test has for itself, as most of them break something of it.
@Timeout(120)
abstract class TwoNodes {

    final RedisServer server = RedisServer.start();
    final Identity identity = RegistryScene.newIdentity();
    final Slot phone = slot("phone");
    TestNode one;
    TestNode other;

    @BeforeEach
    void start() {
        one = TestNode.at(server);
        other = TestNode.at(server);
    }

    @AfterEach
    void stop() {
        one.close();
        other.close();
        server.close();
    }

    final Slot slot(String instance) {
        return slot(identity, instance);
    }

    static Slot slot(Identity whose, String instance) {
        return new Slot(whose, instance, ConnectionKind.CONTROL, "");
    }

    static void assertUnavailable(Runnable step) {
        assertThatThrownBy(step::run).isInstanceOf(RegistryUnavailableException.class);
    }
}
