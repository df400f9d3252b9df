package one.commserver.discovery.memory;

import one.commserver.crypto.Identity;
import one.commserver.discovery.Directory;
import one.commserver.protocol.DiscoveryMessage.Endpoint;
import one.commserver.protocol.DiscoveryMessage.SealingKey;
import one.commserver.registry.Registration;
import one.commserver.registry.Slot;

import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/// Something that stands in the directory until its time is over.
sealed interface Entry {

    /// What an entry takes beside its own bytes: objects, places in maps, its part of the identity's own. Bytes.
    int OVERHEAD = 1024;

    /// What an endpoint takes beside its address. Bytes.
    int ENDPOINT = 128;

    Identity identity();

    /// From then on it doesn't count any more.
    Instant end();

    /// Its place in the order in which all became what they are: tells those apart that end together.
    long place();

    /// What it takes of the memory, in bytes.
    long cost();

    /// What a device has announced.
    ///
    /// @param expires when it ends whatever becomes of its link
    /// @param lost when it ends because its link was lost, or null while that is there
    record Announced(
            Registration registration, List<Endpoint> endpoints, Instant expires, @Nullable Instant lost, long place)
            implements Entry {

        Slot slot() {
            return registration.slot();
        }

        long epoch() {
            return registration.epoch();
        }

        @Override
        public Identity identity() {
            return slot().identity();
        }

        @Override
        public Instant end() {
            return lost != null && lost.isBefore(expires) ? lost : expires;
        }

        @Override
        public long cost() {
            return OVERHEAD + endpoints.stream().mapToLong(endpoint -> ENDPOINT + endpoint.address().length()).sum();
        }

        Announced lostAt(Instant now, Duration timeToLive, long newPlace) {
            return new Announced(registration, endpoints, expires, now.plus(timeToLive), newPlace);
        }
    }

    /// The key that an identity has published.
    record Published(Identity identity, SealingKey key, Instant end, long place) implements Entry {

        @Override
        public long cost() {
            return OVERHEAD + (long) Directory.size(key);
        }
    }
}
