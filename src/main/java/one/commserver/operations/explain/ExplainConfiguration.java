package one.commserver.operations.explain;

import one.commserver.connection.NanoClock;
import one.commserver.connection.statistics.ConnectionStatistics;
import one.commserver.drain.Drain;
import one.commserver.health.NodeReadiness;
import one.commserver.limits.ConnectionLimits;
import one.commserver.limits.InForce;
import one.commserver.limits.NamedLimiters;
import one.commserver.mailbox.Mailboxes;
import one.commserver.operations.asking.Asking;
import one.commserver.operations.asking.AskingProperties;
import one.commserver.operations.asking.Responder;
import one.commserver.pairing.Pairings;
import one.commserver.registry.Oversight;
import one.commserver.relay.Relay;
import one.commserver.transport.ConnectionManager;

import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

import java.time.InstantSource;

/// Makes what answers for an identity, and for nodes.
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties({ExplainProperties.class, AskingProperties.class})
class ExplainConfiguration {

    @Bean
    Chronicle chronicle(ExplainProperties properties, InstantSource clock) {
        return new Chronicle(properties, clock);
    }

    @Bean
    LocalAnswers.Node observedNode(
            ConnectionManager connections,
            ConnectionStatistics statistics,
            NodeReadiness readiness,
            Drain drain,
            InForce<ConnectionLimits> limits) {
        return new LocalAnswers.Node(connections, statistics, readiness, drain, limits);
    }

    @Bean
    Responder responder(
            LocalAnswers.Node node,
            Chronicle chronicle,
            NamedLimiters limiters,
            Relay relay,
            Oversight oversight,
            InstantSource wallClock,
            NanoClock clock) {
        return new LocalAnswers(node, chronicle, limiters, relay, oversight, wallClock, clock);
    }

    @Bean
    ExplainEndpoint explainEndpoint(
            Asking asking,
            Oversight oversight,
            Pairings pairings,
            Mailboxes mailboxes,
            AskingProperties properties,
            InstantSource clock) {
        var stores = new SharedPart.Stores(oversight, pairings, mailboxes);
        return new ExplainEndpoint(asking, stores, properties.deadline(), clock);
    }

    @Bean
    NodesEndpoint nodesEndpoint(Asking asking) {
        return new NodesEndpoint(asking);
    }

    @Bean
    SessionsEndpoint sessionsEndpoint(Asking asking, Oversight oversight, AskingProperties properties) {
        return new SessionsEndpoint(asking, oversight, properties.deadline());
    }
}
