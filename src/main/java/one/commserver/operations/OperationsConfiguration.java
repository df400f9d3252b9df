package one.commserver.operations;

import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.drain.Drain;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.registry.NodeId;
import one.commserver.relay.bounds.Memory;
import one.commserver.transport.ConnectionManager;
import one.commserver.trend.Sources;
import one.commserver.trend.Trends;

import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.logging.LoggersEndpoint;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/// Makes the endpoints.
@Configuration(proxyBeanMethods = false)
class OperationsConfiguration {

    @Bean
    ConnectionsEndpoint connectionsEndpoint(
            NodeId node, ConnectionStatistics statistics, ConnectionManager connections) {
        return new ConnectionsEndpoint(node.value(), statistics, connections);
    }

    @Bean
    @ConditionalOnAvailableEndpoint(endpoint = LoggersEndpoint.class)
    LogLevels logLevels(LoggersEndpoint loggers) {
        return new LogLevels(loggers);
    }

    @Bean
    DrainEndpoint drainEndpoint(Drain drain) {
        return new DrainEndpoint(drain);
    }

    @Bean
    ConnectionReportEndpoint connectionReportEndpoint(ConnectionStatistics statistics) {
        return new ConnectionReportEndpoint(statistics);
    }

    @Bean
    Sources trendSources(ConnectionStatistics statistics, InForce<ConnectionLimits> limits, Memory memory) {
        return new Sources(TrendSources.of(statistics, limits, memory));
    }

    @Bean
    TrendsEndpoint trendsEndpoint(Trends trends) {
        return new TrendsEndpoint(trends);
    }
}
