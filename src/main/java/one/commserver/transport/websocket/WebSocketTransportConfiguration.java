package one.commserver.transport.websocket;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.ConnectionSettings;
import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.RateLimits;
import one.commserver.limits.SizeLimits;
import one.commserver.transport.ClientAddressResolver;
import one.commserver.transport.ConnectionAcceptor;
import one.commserver.transport.ReadPermission;
import one.commserver.transport.TransportProperties;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Wires the WebSocket transport.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransportProperties.class)
class WebSocketTransportConfiguration {

    @Bean
    OpenLinks openLinks(ConnectionLimits limits, TransportProperties properties) {
        return new OpenLinks(limits.connections() + properties.refusals());
    }

    @Bean
    Door door(
            OpenLinks links,
            ConnectionAcceptor acceptor,
            ConnectionLimits connections,
            SizeLimits sizes,
            RateLimits rates,
            TransportProperties properties,
            ReadPermission permission,
            NanoClock clock,
            ConnectionObserver observer) {
        ConnectionSettings settings =
                new ConnectionSettings(
                        sizes.outboundBytes().toBytes() + sizes.connectionWindow().toBytes(),
                        properties.closePatience(),
                        clock,
                        observer);
        LinkFactory factory =
                new LinkFactory(
                        new ClientAddressResolver(connections.trustedProxies()),
                        (int) sizes.textMessageBeforeAuthentication().toBytes(),
                        rates,
                        settings,
                        permission);
        return new Door(new UpgradeStrategy(links, factory, acceptor));
    }

    /// A socket that doesn't ask for an upgrade in time is closed; so is one that stays idle behind a plain request.
    @Bean
    NettyServerCustomizer slowRequestsAreCut(TransportProperties properties) {
        return server ->
                server.requestTimeout(properties.upgradeTimeout())
                        .idleTimeout(properties.upgradeTimeout())
                        .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(8192).maxHeaderSize(16384));
    }
}
