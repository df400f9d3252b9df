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
import one.commserver.session.link.Admission;
import one.commserver.session.link.LinkServices;
import one.commserver.session.one.OneDialect;
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
    LinkServices linkServices(
            Registry registry,
            InForce<SizeLimits> sizes,
            HandshakeProperties handshake,
            Scheduler timers,
            NanoClock clock,
            LogBudget traces) {
        return new LinkServices(
                registry, sizes, handshake.firstFrameTimeout(), handshake.timeout(), timers, clock, traces);
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
            LinkServices link,
            OneDialect one,
            Refusals refusals,
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
                        link,
                        one,
                        refusals,
                        tracing,
                        watch));
    }
}
