package one.commserver;

import io.netty.channel.Channel;

import one.commserver.limits.CappedCounter;
import one.commserver.limits.Permit;
import one.commserver.operations.access.AccessProperties;

import org.springframework.boot.reactor.netty.NettyReactiveWebServerFactory;
import org.springframework.boot.web.server.WebServerFactoryCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.http.client.ReactorResourceFactory;

import reactor.netty.http.server.HttpServer;

import java.util.Optional;

/// Bounds of the management port: slow requests and idle sockets are cut, and there are so many sockets at most, so
/// that whoever reaches it can't take the node's memory or file descriptors. Nobody's word is taken for where a request
/// comes from.
///
/// Belongs to the context of that port alone, so it has no annotation by which the application's would find it: the
/// port's finds it in `META-INF/spring`.
class ManagementServer {

    private static final int LONGEST_LINE = 8192;
    private static final int LONGEST_HEADERS = 16_384;

    @Bean
    WebServerFactoryCustomizer<NettyReactiveWebServerFactory> boundsOfManagement(
            AccessProperties properties, ReactorResourceFactory threads) {
        var sockets = new CappedCounter(properties.connections());
        return factory -> {
            // those of the application: the process's own end with any other application in it
            factory.setResourceFactory(threads);
            factory.addServerCustomizers(server -> bounded(server, properties, sockets));
        };
    }

    private static HttpServer bounded(HttpServer server, AccessProperties properties, CappedCounter sockets) {
        return server.requestTimeout(properties.requestTimeout())
                .idleTimeout(properties.requestTimeout())
                .httpRequestDecoder(
                        decoder -> decoder.maxInitialLineLength(LONGEST_LINE).maxHeaderSize(LONGEST_HEADERS))
                .noForwarded()
                .doOnChannelInit((observer, channel, remote) -> count(channel, sockets));
    }

    private static void count(Channel channel, CappedCounter sockets) {
        Optional<Permit> permit = sockets.acquire();
        if (permit.isPresent()) {
            var _ = channel.closeFuture().addListener(closed -> permit.get().release());
        } else {
            // not within its own making
            channel.eventLoop()
                    .execute(() -> {
                        var _ = channel.close();
                    });
        }
    }
}
