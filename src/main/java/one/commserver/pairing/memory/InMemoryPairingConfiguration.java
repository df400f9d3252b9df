package one.commserver.pairing.memory;

import one.commserver.pairing.PairingProperties;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;

/// Chooses the invites and pairings that live in memory.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.MEMORY)
class InMemoryPairingConfiguration {

    @Bean
    InMemoryPairings pairings(PairingProperties properties, InstantSource clock) {
        return new InMemoryPairings(properties, clock);
    }
}
