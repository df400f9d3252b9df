package one.commserver.transport.accept;

import one.commserver.connection.NanoClock;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.Refusals;
import one.commserver.telemetry.LogBudget;
import one.commserver.transport.TransportProperties;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.http.client.ReactorResourceFactory;

/// Puts a [SocketGuard] at clients' port, and tells at the start if it will have to refuse what the limits allow. Makes
/// the event loops, too.
@Configuration(proxyBeanMethods = false)
class AcceptConfiguration {

    private static final Logger LOG = LoggerFactory.getLogger(AcceptConfiguration.class);

    @Bean
    NettyServerCustomizer descriptorsAreKept(
            ConnectionLimits limits, TransportProperties properties, Refusals refusals, NanoClock clock) {
        return server ->
                server.doOnBound(bound -> {
                    Descriptors descriptors = Descriptors.ofThisProcess();
                    tellIfThereAreTooFew(descriptors, (long) limits.connections() + properties.refusals());
                    var guard =
                            new SocketGuard(descriptors, refusals, new LogBudget(clock, 1), new LogBudget(clock, 1));
                    bound.channel().pipeline().addFirst("descriptors", guard);
                });
    }

    /// Those of all servers of this process.
    @Bean
    @ConditionalOnMissingBean
    ReactorResourceFactory eventLoops() {
        var loops = new ReactorResourceFactory();
        loops.setUseGlobalResources(false);
        loops.setLoopResourcesSupplier(ShortTurns::create);
        return loops;
    }

    private static void tellIfThereAreTooFew(Descriptors descriptors, long wanted) {
        if (descriptors.room() < wanted) {
            LOG.warn(
                    "This process may have {} file descriptors, which leaves room for {} sockets of clients, while"
                            + " commserver.limits.connections and commserver.transport.refusals allow {}: let it have"
                            + " more (ulimit -n)",
                    descriptors.most(),
                    descriptors.room(),
                    wanted);
        }
    }
}
