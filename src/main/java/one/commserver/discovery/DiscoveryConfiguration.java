package one.commserver.discovery;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires discovery.
@Configuration(proxyBeanMethods = false)
class DiscoveryConfiguration {

    @Bean
    DiscoveryService discoveryService() {
        return new DiscoveryService();
    }
}
