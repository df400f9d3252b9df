package one.commserver.session;

import one.commserver.connection.NanoClock;
import one.commserver.discovery.DiscoveryService;
import one.commserver.handshake.Authenticator;
import one.commserver.handshake.HandshakeProperties;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimits;
import one.commserver.limits.Refusals;
import one.commserver.limits.SizeLimits;
import one.commserver.mailbox.SyncService;
import one.commserver.pairing.PairingService;
import one.commserver.protocol.MessageCodec;
import one.commserver.registry.Registry;
import one.commserver.relay.Relay;
import one.commserver.telemetry.LogBudget;
import one.commserver.tracing.Tracing;
import one.commserver.transport.ConnectionAcceptor;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import reactor.core.scheduler.Scheduler;

/// Wires sessions.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(SessionProperties.class)
class SessionConfiguration {

    @Bean
    SessionServices.Announcement announcement(
            InForce<ConnectionLimits> connections,
            InForce<SizeLimits> sizes,
            InForce<RateLimits> rates,
            SessionProperties properties) {
        return new SessionServices.Announcement(connections, sizes, rates, properties);
    }

    @Bean
    ConnectionAcceptor connectionAcceptor(
            Authenticator authenticator,
            Registry registry,
            Relay relay,
            PairingService pairing,
            DiscoveryService discovery,
            SyncService sync,
            SessionServices.Announcement announcement,
            HandshakeProperties handshake,
            Scheduler timers,
            NanoClock clock,
            Refusals refusals,
            LogBudget traces,
            Tracing tracing,
            SessionWatch watch) {
        return new SessionAcceptor(
                new SessionServices(
                        MessageCodec.shared(),
                        authenticator,
                        registry,
                        relay,
                        pairing,
                        discovery,
                        sync,
                        new Admission(announcement.connections()),
                        announcement,
                        handshake.firstFrameTimeout(),
                        handshake.timeout(),
                        timers,
                        clock,
                        refusals,
                        traces,
                        tracing,
                        watch));
    }
}
