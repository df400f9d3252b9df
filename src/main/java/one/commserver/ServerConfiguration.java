package one.commserver;

import one.commserver.connection.NanoClock;
import one.commserver.crypto.SelfTest;
import one.commserver.discovery.DiscoveryService;
import one.commserver.operations.access.PasswordTeller;
import one.commserver.redis.Unavailable;
import one.commserver.registry.NodeId;
import one.commserver.registry.RegistryUnavailableException;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;

import reactor.core.Disposable;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.time.InstantSource;

/// The clocks, the timers and the name that all parts share, and what runs as long as the server does.
@Configuration(proxyBeanMethods = false)
class ServerConfiguration {

    ServerConfiguration() {
        // what the algorithms load from disk and draw from the system must not be loaded on an event loop
        SelfTest.run();
    }

    @Bean
    NanoClock nanoClock() {
        return System::nanoTime;
    }

    @Bean
    InstantSource instantSource() {
        return InstantSource.system();
    }

    /// One thread for all time-outs; what they start runs elsewhere.
    @Bean(destroyMethod = "dispose")
    Scheduler timers() {
        return Schedulers.newSingle("timers", true);
    }

    /// Changes of presence are told from the start to the end of the server.
    @Bean(destroyMethod = "dispose")
    Disposable presence(DiscoveryService discovery) {
        return discovery.run().subscribe();
    }

    /// Whatever is stored is answered alike when its store is away.
    @Bean
    Unavailable unavailable() {
        return RegistryUnavailableException::new;
    }

    @Bean
    NodeId nodeId(Environment environment) {
        return new NodeId(environment.getRequiredProperty(NodeName.PROPERTY));
    }

    @Bean
    PasswordTeller passwordTeller() {
        return PasswordNote.ofThisProcess();
    }
}
