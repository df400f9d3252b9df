package one.commserver.operations.asking;

import one.commserver.registry.NodeId;
import one.commserver.storage.Storage;
import one.commserver.storage.StoredIn;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Chooses to ask nobody else.
@Configuration(proxyBeanMethods = false)
@StoredIn(Storage.MEMORY)
class AloneConfiguration {

    @Bean
    Asking asking(NodeId self, Responder responder) {
        return new Alone(self, responder);
    }
}
