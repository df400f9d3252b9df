package one.commserver.discovery.redis;

import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import one.commserver.crypto.Bytes;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.protocol.DiscoveryMessage.Transport;
import one.commserver.testing.Damage;

import java.util.List;

/// What stands in Redis and nobody here has written.
class WrittenDamageTest {

    private static final String SLOT = "data::cGhvbmU";
    private static final List<byte[]> ENDPOINTS =
            List.of(
                    Written.endpoints(List.of()),
                    Written.endpoints(
                            List.of(
                                    new Endpoint(Transport.RELAY, "wss://example.org/", 1),
                                    new Endpoint(Transport.RELAY, "wss://example.com/", null))));
    private static final List<byte[]> KEYS =
            List.of(
                    Written.key(
                            new SealingKey(
                                    "suite",
                                    Bytes.of(new byte[32]),
                                    "2030-01-01T00:00:00.000Z",
                                    Bytes.of(new byte[64]))));

    @Property
    void endpointsAreReadOrRefused(@ForAll("endpoints") byte[] written) {
        Damage.isReadOrRefused(IllegalStateException.class, () -> Written.endpoints(SLOT, Bytes.of(written)));
    }

    @Property
    void keysAreReadOrRefused(@ForAll("keys") byte[] written) {
        Damage.isReadOrRefused(IllegalStateException.class, () -> Written.key(Bytes.of(written)));
    }

    @Property
    void slotsAreReadOrRefused(@ForAll("slots") String slot) {
        Damage.isReadOrRefused(
                IllegalStateException.class, () -> Written.endpoints(slot, Bytes.of(ENDPOINTS.getLast())));
    }

    @Provide
    Arbitrary<byte[]> endpoints() {
        return Damage.bytes(ENDPOINTS);
    }

    @Provide
    Arbitrary<byte[]> keys() {
        return Damage.bytes(KEYS);
    }

    @Provide
    Arbitrary<String> slots() {
        return Damage.texts(List.of(SLOT, "control:bGFuZQ:cGhvbmU"));
    }
}
