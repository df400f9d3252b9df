package one.commserver.transport.websocket;

import io.micrometer.core.instrument.MeterRegistry;
import io.netty.buffer.PooledByteBufAllocator;
import io.netty.channel.ChannelOption;

import one.commserver.connection.ConnectionObserver;
import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.limits.RateLimits;
import one.commserver.limits.Refusals;
import one.commserver.limits.SizeLimits;
import one.commserver.telemetry.LogBudget;
import one.commserver.transport.ClientAddressResolver;
import one.commserver.transport.ConnectionAcceptor;
import one.commserver.transport.Origins;
import one.commserver.transport.ReadPermission;
import one.commserver.transport.TransportProperties;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

import reactor.core.scheduler.Scheduler;
import reactor.netty.resources.LoopResources;

/// Wires the WebSocket transport.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(TransportProperties.class)
class WebSocketTransportConfiguration {

    /// Where buffers of sockets come from. Netty's own choice pools none beyond 16 KiB where the heap is small: such a
    /// one is made and zeroed for each large read.
    static final PooledByteBufAllocator BUFFERS = PooledByteBufAllocator.DEFAULT;

    @Bean
    OpenLinks openLinks(InForce<ConnectionLimits> limits, TransportProperties properties) {
        return new OpenLinks(
                () -> Math.clamp((long) limits.now().connections() + properties.refusals(), 0, Integer.MAX_VALUE));
    }

    @Bean
    Door door(
            OpenLinks links,
            ConnectionAcceptor acceptor,
            ConnectionLimits connections,
            InForce<SizeLimits> sizes,
            InForce<RateLimits> rates,
            TransportProperties properties,
            ReadPermission permission,
            NanoClock clock,
            ConnectionObserver observer,
            Refusals refusals,
            LogBudget traces) {
        LinkFactory factory =
                new LinkFactory(
                        new ClientAddressResolver(connections.trustedProxies()),
                        sizes,
                        new Allowance(rates),
                        properties.closePatience(),
                        clock,
                        observer,
                        permission);
        return new Door(
                new UpgradeStrategy(links, factory, acceptor, refusals, traces),
                Origins.of(properties.allowedOrigins()),
                properties.requireOrigin(),
                refusals);
    }

    @Bean(initMethod = "start", destroyMethod = "stop")
    LoopWatch loopWatch(ReactorResourceFactory threads, Scheduler timers, NanoClock clock, MeterRegistry meters) {
        return new LoopWatch(threads.getLoopResources().onServer(LoopResources.DEFAULT_NATIVE), timers, clock, meters);
    }

    @Bean
    NettyServerCustomizer buffersArePooled() {
        return server -> server.childOption(ChannelOption.ALLOCATOR, BUFFERS);
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
