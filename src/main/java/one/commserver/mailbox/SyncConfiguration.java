package one.commserver.mailbox;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires synchronisation.
@Configuration(proxyBeanMethods = false)
class SyncConfiguration {

    @Bean
    SyncService syncService() {
        return new SyncService();
    }
}
